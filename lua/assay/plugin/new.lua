--- new: a folder with a plugin that passes its own tests, to be changed from
-- there. The files are those of template/, with {{WORD}} filled in.
local core = require "assay.core"
local files = require "assay.files"
local json = require "assay.json"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local new = {}

--- What becomes of each file of template/.
local FILES = {
    {"plugin.yaml", "plugin.yaml"}, {"main.lua", "main.lua"}, {"rules.yaml", "rules/{{name}}.yaml"},
    {"data.tsv", "data/{{name}}.tsv"}, {"tests.lua", "tests/{{name}}.lua"}, {"README.md", "README.md"},
    {"LICENSE", "LICENSE"}, {"luarc.json", ".luarc.json"}, {"luacheckrc", ".luacheckrc"},
}

--- The user's name, as git knows it, or the system.
local function user()
    local f = io.popen("git config --get user.name 2>/dev/null")
    local name = f and f:read("l")
    if f then
        f:close()
    end
    name = name and text.clean(name):match("%S.*")
    return name or os.getenv("USER") or "the author"
end

--- ">=0.1 <1" for 0.1.3: what this program has, up to the next major version.
local function api_range()
    local major, minor = core.version:match("^(%d+)%.(%d+)")
    return (">=%s.%s <%d"):format(major, minor, major + 1)
end

local function words_for(name)
    local label = ("-" .. name):gsub("%-+(%w)", string.upper):gsub("%-", "")
    local who = user()
    return {name = name, label = label, kind = (name:gsub("%-", "_")), user = who, api = api_range(),
            library = core.prefix .. "/share/assay/manual", user_yaml = json.encode(who), year = os.date("%Y")}
end

local function filled(whole, words)
    return (whole:gsub("{{(%w[%w_]*)}}", words))
end

local function check(path, name)
    if not name:match("^[a-z][a-z0-9-]*$") then
        error(("new: \"%s\": a plugin's name is lower-case letters, digits and -, and begins with a letter")
            :format(text.clean(name)), 0)
    elseif core.paths.kind(path) then
        error(text.clean(path) .. ": is there already", 0)
    end
    local item = present.read().by_name[name]
    if item and item.from == "bundled" then
        error(("new: a bundled plugin is called %s: choose another name"):format(name), 0)
    end
end

--- new NAME (or a path whose last part is the name)
function new.new(words, opts)
    if #words ~= 1 then
        error("new: one name", 0)
    end
    local path = words[1]:gsub("/+$", "")
    local name = path:match("([^/]+)$") or path
    check(path, name)
    local fill, data = words_for(name), {name = name, dir = path, files = {}}
    for i, pair in ipairs(FILES) do
        local file = filled(pair[2], fill)
        data.files[i] = file
        if not opts.dry_run then
            local to = path .. "/" .. file
            assert(core.paths.mkdir((to:match("^(.*)/"))))
            local from = core.paths.library .. "/assay/plugin/template/" .. pair[1] .. ".in"
            local template = assert(files.read(from))
            assert(files.write(to, filled(template, fill), true))
        end
    end
    return result.new(data, function()
        return ("%s %s: %s\nassay plugin test %s"):format(opts.dry_run and "would make" or "made",
            text.clean(path), table.concat(data.files, " "), text.clean(path))
    end)
end

return new
