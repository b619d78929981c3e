--- Commands about the session: its settings, results, where they go, and how
-- long things take.
local core = require "assay.core"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local options = require "assay.options"
local output = require "assay.output"
local recall = require "assay.session.recall"
local resultname = require "assay.session.name"
local results = require "assay.results"
local session = require "assay.session"
local style = require "assay.style"

local past = lazy.module "assay.session.past"
local reopen = lazy.module "assay.session.reopen"
local save = lazy.module "assay.session.save"
local sources = lazy.module "assay.session.sources"
local steps = lazy.module "assay.session.steps"

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
    path = core.paths.home(path)
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

--- Rows of the results of this session.
local function own_rows()
    local out = {}
    for _, entry in ipairs(results.entries()) do
        if entry.number then
            out[#out + 1] = {name = resultname.of(entry.number), n = entry.number, code = entry.code, kind = entry.kind,
                             rows = entry.rows, docs = entry.docs}
        end
    end
    return out
end

--- Of earlier sessions, the latest session first.
local function earlier_rows()
    local list, why = past.list()
    if not list then
        error("results: " .. why, 0)
    end
    local out = {}
    for i, r in ipairs(list) do
        out[i] = {name = r.back == 1 and ("reopen(%d)"):format(r.n) or ("reopen(%d, %d)"):format(r.n, r.back),
                  n = r.n, back = r.back, date = r.session:sub(1, 10), code = r.code, kind = r.kind, rows = r.rows,
                  docs = r.docs}
    end
    return out
end

local OWN = {"name", "code=what was typed", "kind", "rows", "docs"}
local EARLIER = {"name=again with", "date", "code=what was typed", "kind", "rows", "docs"}

local function results_of(given)
    local o = options.read(given, {earlier = {"boolean", default = false}}, "results")
    if o.earlier then
        return grid.new(recall.ask(earlier_rows), EARLIER, "nothing is kept of earlier sessions")
    end
    return grid.new(recall.ask(own_rows), OWN, "no result yet")
end

local function check_number(value, what)
    if math.type(value) ~= "integer" or value < 1 then
        error(("reopen: %s must be a number from 1 (got %s); results{earlier = true} lists them"):format(what,
            options.told(value)), 3)
    end
end

local function find(n, back)
    local result, why = past.find(n, back)
    if not result then
        error(("reopen: %s"):format(why or ("there is no result %d in that session; results{earlier = true} lists "
            .. "those there are"):format(n)), 0)
    end
    return result
end

--- A result of an earlier session once more, with what it rests on.
local function again(n, back)
    check_number(n, "n")
    back = back == nil and 1 or back
    check_number(back, "back")
    local values, warnings, notes, failure = reopen.run(recall.ask(function() return find(n, back) end))
    for _, warning in ipairs(warnings) do
        tell("warning: " .. warning)
    end
    for _, note in ipairs(notes) do
        tell(note)
    end
    if not values then
        error(failure, 0)
    end
    return table.unpack(values, 1, values.n)
end

local function save_session(path, given)
    local n, at = save.run(path, given)
    tell(("%d entries are in %s; assay run %s prints their results"):format(n, at, at))
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
    local n = recall.ask(function() return #results.entries() end)
    return ('%d entries; session.save "f.lua" writes them as a script'):format(n)
end

return {
    session = about,
    ["session.save"] = save_session,
    ["session.expect"] = expect,
    ["session.reading"] = core.reading,
    ["session.recall"] = recall.put_all,
    ["session.variables"] = function() return steps.variables() end,
    output = send,
    time = time,
    results = results_of,
    reopen = again,
}
