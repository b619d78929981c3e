--- A place where entries of an earlier session run again, for reopen: without the
-- documents, rules, annotations and variables of this session, in the folder of
-- that one, and without writing to the disk. What came of them is taken over
-- when it is left: all that this session has none of; what it has stays.
local command = require "assay.command"
local core = require "assay.core"
local recall = require "assay.session.recall"
local resultname = require "assay.session.name"
local rulework = require "assay.rules.work"
local script = require "assay.session.script"
local session = require "assay.session"
local set = require "assay.set"
local steps = require "assay.session.steps"
local undo = require "assay.undo"

local world = {}
world.__index = world

local brought = {} -- name -> value of variables that were taken over
local brought_rules -- the latest that were
local entered = {} -- worlds that were not left, one within another

-- What only looks; the rest of `plugin` changes what is installed.
local LOOKS = {list = true, info = true, search = true, verify = true, why = true}

local function refusal(name)
    return function()
        error(name .. " writes to the disk, which reopen does not", 0)
    end
end

--- A table with some of its fields replaced.
local function with(fields, of)
    return setmetatable(fields, {__index = of})
end

local function quiet() end

--- Why what was read from there cannot be read again; nil: it can.
function world.is_gone(path)
    if path == "-" then
        return "what was read from standard input is gone"
    elseif type(path) == "string" and core.paths.kind(core.paths.home(path)) == "other" then
        return path .. ": no regular file: what was read from it is gone"
    end
end

--- Are documents read as they were then?
local function is_read_alike(reading)
    local now = core.reading()
    for name, value in pairs(reading) do
        if now[name] ~= value then
            return false
        end
        now[name] = nil
    end
    return next(now) == nil
end

local function guarded_open(path, mode)
    if type(mode) == "string" and mode:find("[wa+]") then
        refusal("io.open")()
    end
    return io.open(path, mode)
end

--- What came by a pipe or was typed is gone.
local function open(...)
    for _, path in ipairs {...} do
        local why = world.is_gone(path)
        if why then
            error("open: " .. why, 2)
        end
    end
    return _G.open(...)
end

--- The library, as far as it writes nothing and waits for nobody.
local function guards()
    local own = {print = quiet, show = quiet, open = command.new("open", open, {})}
    for _, name in ipairs {"save", "export", "output"} do
        own[name] = command.new(name, refusal(name))
    end
    for _, name in ipairs {"exit", "quit"} do
        own[name] = command.new(name, quiet, {})
    end
    for _, name in ipairs {"rules", "session"} do
        own[name] = command.new(name, _G[name], with({save = refusal(name .. ".save")}, _G[name]))
    end
    own.plugin = setmetatable({}, {__call = function() return _G.plugin.list() end, __command = true,
        __index = function(_, key)
            return LOOKS[key] and _G.plugin[key] or _G.plugin[key] and refusal("plugin." .. tostring(key))
        end})
    own.io = with({open = guarded_open, write = quiet, output = refusal("io.output"), popen = refusal("io.popen")}, io)
    own.os = with({}, os)
    for _, name in ipairs {"execute", "remove", "rename", "exit", "tmpname"} do
        own.os[name] = refusal("os." .. name)
    end
    return own
end

--- Variables that entries make are theirs; names that were there before the
-- first entry are the library's.
local function environment()
    local own, library, vars = {}, guards(), {}
    own._G = own
    local env = setmetatable(own, {
        __index = function(_, name)
            if vars[name] ~= nil then
                return vars[name]
            elseif library[name] ~= nil then
                return library[name]
            end
            return steps.is_base(name) and _G[name] or name == "doc" and _G.doc or nil
        end,
        __newindex = function(_, name, value)
            if name == "doc" then
                _G.doc = value
            else
                vars[name] = value
            end
        end,
    })
    return env, vars, library
end

local function closes(result)
    for _, step in ipairs(result.before) do
        if step.code:find("close", 1, true) then
            return true
        end
    end
    return result.code:find("close", 1, true) ~= nil
end

local function is_touched(docs)
    for _, doc in ipairs(docs) do
        if undo.touched(doc) then
            return true
        end
    end
    return false
end

--- Where the entries of `result` ran.
-- @treturn table world, to be closed
function world.enter(result)
    local reg = debug.getregistry()
    local self = setmetatable({prompt = reg["assay.prompt"], here = core.paths.real("."), numbers = {}}, world)
    self.env, self.vars, self.library = environment()
    local reading = type(result.reading) == "table" and result.reading or {}
    local may_use = not closes(result) and is_read_alike(reading)
    -- what was annotated is not as it was, and what will be closed is not ours
    self.session = session.aside(function(source)
        return may_use and not is_touched(source.docs)
    end)
    self.reading = core.reading()
    core.reading(reading)
    self.rules, self.undo, self.recall = rulework.aside(), undo.aside(), recall.aside()
    reg["assay.prompt"] = self.env
    entered[#entered + 1] = self
    if type(result.folder) == "string" and result.folder ~= self.here then
        self.is_elsewhere = core.paths.enter(result.folder)
    end
    return self
end

--- Run an entry; what it gives.
function world:run(step)
    recall.put(type(step.told) == "table" and step.told or nil)
    undo.entry()
    local names = self.numbers
    self.vars._ = names[step.last]
    local code, why = load(script.again(step), "=reopen", "t", self.env)
    if not code then
        error(why, 0)
    end
    local values = table.pack(code(function(name, value)
        self.vars[name] = value
    end))
    if step.n and values[1] ~= nil then
        names[step.n], self.vars[resultname.of(step.n)] = values[1], values[1]
    end
    return table.unpack(values, 1, values.n)
end

--- The last entry may print.
function world:speak()
    self.library.print, self.library.show, self.library.io.write = nil, nil, nil
end

local function is_result(name)
    return name == "_" or type(name) == "string" and resultname.number(name) ~= nil
end

--- Take over variables that the prompt has none of, or has from here.
-- @treturn {string,...} names that are new, and those that stay what they are
function world:take_variables()
    local came, stayed = {}, {}
    for name, value in pairs(self.vars) do
        local there = rawget(self.prompt, name)
        if there == nil and not steps.is_base(name) then
            there = _G[name]
        end
        if type(name) ~= "string" or is_result(name) then
            goto continue
        elseif there == nil or brought[name] == there then
            came[#came + 1] = there == nil and name or nil
            brought[name] = value
            rawset(self.prompt, name, value)
        elseif there ~= value then
            stayed[#stayed + 1] = name
        end
        ::continue::
    end
    table.sort(came)
    table.sort(stayed)
    return came, stayed
end

local function take_settings(settings)
    local mine = {}
    for _, change in ipairs(set.changed()) do
        mine[change.name] = true
    end
    for name, value in pairs(type(settings) == "table" and settings or {}) do
        if not mine[name] then
            pcall(set.put, name, value)
        end
    end
end

--- Back to this session; with `result`, with what came of its entries.
-- @treturn table came, stayed: names of variables; rules_stay: this session has
--   rules of its own
function world:leave(result)
    debug.getregistry()["assay.prompt"] = self.prompt
    if self.is_elsewhere then
        core.paths.enter(self.here)
    end
    core.reading(self.reading)
    undo.entry()
    undo.resume(self.undo, result ~= nil)
    recall.resume(self.recall)
    session.resume(self.session, result ~= nil)
    local theirs = rulework.now()
    local may_take = result and theirs.set and (not self.rules.set or self.rules == brought_rules)
    brought_rules = may_take and theirs or brought_rules
    rulework.resume(may_take and theirs or self.rules)
    self.left = true
    table.remove(entered)
    if result then
        take_settings(result.settings)
        local told = {rules_stay = not may_take and not rulework.is_same(self.rules, theirs)}
        told.came, told.stayed = self:take_variables()
        return told
    end
end

--- Does an entry of an earlier session run?
function world.is_entered()
    return #entered > 0
end

--- An error: all is as before.
function world:__close()
    if not self.left then
        self:leave()
    end
end

--- An interrupt stops what would close a world, too: the prompt calls this.
function world.recover()
    while #entered > 0 do
        entered[#entered]:leave()
    end
end

return world
