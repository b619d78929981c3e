--- Plugins: made, tested, signed and packed; found, installed, updated and
-- removed. `assay plugin install X` on the command line is plugin.install "X" at
-- the prompt; each command gives back data that prints itself.
local core = require "assay.core"
local lazy = require "assay.lazy"

local help = lazy.module "assay.help"
local json = lazy.module "assay.json"
local options = lazy.module "assay.plugin.options"
local result = lazy.module "assay.plugin.result"
local spoken = lazy.module "assay.plugin.spoken"
local text = lazy.module "assay.plugin.text"

local plugin = {}

-- The module that has each command, and how many words it wants at least.
local COMMANDS = {
    new = {"new", 1}, list = {"list", 0}, info = {"list", 1}, search = {"list", 0}, index = {"list", 0},
    install = {"install", 1}, update = {"install", 0}, remove = {"remove", 1}, enable = {"switch", 1},
    disable = {"switch", 1}, pin = {"switch", 1}, unpin = {"switch", 1}, config = {"switch", 1},
    rollback = {"rollback", 1}, verify = {"verify", 0}, test = {"test", 0}, pack = {"author", 1},
    unpack = {"author", 1}, sign = {"author", 1}, keys = {"author", 0}, why = {"why", 1},
}

--- The module is loaded when the command is first used.
local function run(name, words, opts)
    local command = COMMANDS[name]
    return require("assay.plugin." .. command[1])[name](words, opts)
end

-- What changes the plugins that are loaded.
local CHANGES = {install = true, update = true, remove = true, enable = true, disable = true,
                 pin = true, rollback = true, config = true}

--- A session goes on with the plugins as they are now.
local function reload(name, opts)
    if CHANGES[name] and not opts.dry_run then
        local good, why = core.reload()
        if good == nil then
            io.stderr:write("assay: ", core.clean(why), "\n")
        end
    end
end

for name, command in pairs(COMMANDS) do
    plugin[name] = function(...)
        local opts, words = options.taken(name, ...)
        if #words < command[2] then
            error(("plugin.%s: of what? help \"plugin.%s\" tells"):format(name, name), 2)
        end
        local good, value = pcall(run, name, words, opts)
        if not good then
            error(type(value) == "string" and spoken.of(value) or value, type(value) == "string" and 2 or 0)
        end
        reload(name, opts)
        return result.reworded(value, spoken.of)
    end
end

--- What there is of the loaded plugin of that name, or nil.
function plugin.find(name)
    for _, p in ipairs(core.plugins()) do
        if p.name == name then
            return p
        end
    end
end

--- `assay plugin ACTION`; the command line has checked the action. What failed
-- is printed first, then raised.
function plugin.main(action, ...)
    local opts, words = options.split(...)
    local data = run(action, words, opts)
    if opts.json then
        io.write(json.encode(data), "\n")
    else
        print(data)
    end
    local failure = result.failure(data)
    if failure then
        error(text.clean(failure), 0)
    end
end

-- A bare `plugin` at the prompt.
local meta = {__name = "command", __command = true}

function meta.__call()
    return plugin.list()
end

function meta.__tostring()
    return help.line("plugin")
end

return setmetatable(plugin, meta)
