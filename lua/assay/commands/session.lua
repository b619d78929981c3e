--- Commands about the session: its settings, results, where they go, and how
-- long things take.
local core = require "assay.core"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local options = require "assay.options"
local output = require "assay.output"
local results = require "assay.results"
local session = require "assay.session"
local style = require "assay.style"

local past = lazy.module "assay.session.past"
local reopen = lazy.module "assay.session.reopen"
local save = lazy.module "assay.session.save"
local sources = lazy.module "assay.session.sources"

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

--- Results of earlier sessions, the latest session first.
local function earlier()
    results.note_running("of earlier sessions")
    local rows, why = past.list()
    if not rows then
        error("results: " .. why, 3)
    end
    for _, row in ipairs(rows) do
        row.name, row.date = ("reopen(%d, %d)"):format(row.n, row.back), row.session:sub(1, 10)
        row.name = row.back == 1 and ("reopen(%d)"):format(row.n) or row.name
    end
    return grid.new(rows, {"name=again with", "date", "code=what was typed", "kind", "rows", "docs"},
        "nothing is kept of earlier sessions")
end

local function results_of(given)
    local o = options.read(given, {earlier = {"boolean", default = false}}, "results")
    return o.earlier and earlier() or list()
end

local function check_number(value, what)
    if math.type(value) ~= "integer" or value < 1 then
        error(("reopen: %s must be a number from 1 (got %s); results{earlier = true} lists them"):format(what,
            options.told(value)), 3)
    end
end

local function warn(warnings)
    for _, warning in ipairs(warnings) do
        tell("warning: " .. warning)
    end
end

local function opens_itself(result, path)
    for _, each in ipairs(result.opens) do
        if each == path then
            return true
        end
    end
    return false
end

--- What was open with a result of an earlier session, and its code once more.
local function again(n, back)
    check_number(n, "n")
    back = back == nil and 1 or back
    check_number(back, "back")
    local result, why = past.find(n, back)
    if not result then
        error(("reopen: %s"):format(why or ("there is no result %d in that session; results{earlier = true} lists "
            .. "those there are"):format(n)), 2)
    end
    warn(reopen.open(result))
    if reopen.is_alone(result) then
        local paths = {}
        for _, source in ipairs(result.opened) do
            paths[#paths + 1] = not opens_itself(result, source.path) and sources.path_now(source) or nil
        end
        results.instead_of_running(paths, result.code, result.form)
    else
        results.note_running("from an earlier session, with others of that")
    end
    local values = table.pack(reopen.run(result, debug.getregistry()["assay.prompt"], function(m)
        return past.find(m, back)
    end))
    warn(reopen.differences(result))
    return table.unpack(values, 1, values.n)
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
    session = about,
    ["session.save"] = save_session,
    ["session.expect"] = expect,
    output = send,
    time = time,
    results = results_of,
    reopen = again,
}
