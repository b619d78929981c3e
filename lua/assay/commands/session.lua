--- Commands about the session: its settings, results, where they go, and how
-- long things take.
local core = require "assay.core"
local grid = require "assay.table"
local options = require "assay.options"
local output = require "assay.output"
local results = require "assay.results"
local save = require "assay.session.save"
local session = require "assay.session"
local set = require "assay.set"
local sources = require "assay.session.sources"
local style = require "assay.style"

local function tell(text)
    io.stderr:write(style.paint("dim", style.clean(text)), "\n")
end

local function send(path, given)
    if path == nil then
        local was = output.to()
        local good, why = output.finish()
        if not good then
            error("output: " .. why, 2)
        end
        tell(was and ("%s is closed"):format(was) or 'output goes to the terminal; output "FILE" sends it to a file')
        return
    elseif type(path) ~= "string" then
        error(("output: path must be a string (got %s)"):format(core.type(path)), 2)
    end
    local o = options.read(given, {append = {"boolean", default = false}}, "output")
    local good, why = output.start(path, o.append)
    if not good then
        error("output: " .. why, 2)
    end
    tell(("what is printed goes to %s; output() ends that"):format(path))
end

--- The function for what is to be timed.
local function timed(what)
    if type(what) ~= "string" then
        if type(what) ~= "function" and not (type(what) == "table" and getmetatable(what)
            and getmetatable(what).__call) then
            error(("time: expected a function or Lua code (got %s)"):format(core.type(what)), 3)
        end
        return what
    end
    local env = debug.getregistry()["assay.prompt"]
    local run = load("return " .. what, "=time", "t", env)
    local why
    if not run then
        run, why = load(what, "=time", "t", env)
    end
    if not run then
        error("time: " .. why, 3)
    end
    return run
end

local function tell_time(start, ...)
    tell(results.duration(core.clock() - start, #session.opened()))
    return ...
end

local function time(what, ...)
    local run = timed(what)
    return tell_time(core.clock(), run(...))
end

local function list()
    local out = {}
    results.note_running("of the prompt alone")
    for _, entry in ipairs(results.entries()) do
        if entry.number then
            out[#out + 1] = {name = "_" .. entry.number, n = entry.number, code = entry.code, kind = entry.kind,
                             rows = entry.rows, docs = entry.docs}
        end
    end
    return grid.new(out, {"name", "code=what was typed", "kind", "rows", "docs"}, "no result yet")
end

local function save_session(path, given)
    local n = save.run(path, given)
    tell(("%d entries are in %s; assay run %s prints their results"):format(n, path, path))
end

--- What was opened may have changed since: told, not refused.
local function expect(path, n, sha256)
    local difference = sources.difference(path, n, sha256)
    if difference then
        tell("warning: " .. difference)
    end
end

--- In a word how far the session is.
local function about()
    local entries = results.entries()
    return ('%d entries; session.save "f.lua" writes them as a script'):format(#entries)
end

return {
    session = {run = about, members = {save = save_session, expect = expect}},
    set = {run = set.run, members = set.members},
    output = send,
    time = time,
    results = list,
}
