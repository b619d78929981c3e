--- What was entered at the prompt and what came of it. A value becomes `_` and
-- gets a number, `_3`. The prompt calls `starts`, `took` and `failed`; everything
-- else here is for the commands `results`, `reopen` and `session.save`.
local core = require "assay.core"
local grid = require "assay.table"
local lazy = require "assay.lazy"
local output = require "assay.output"
local session = require "assay.session"
local set = require "assay.set"
local show = require "assay.show"
local recall = require "assay.session.recall"
local resultname = require "assay.session.name"
local style = require "assay.style"

local errors = lazy.module "assay.errors"
local files = lazy.module "assay.files"
local partial = lazy.module "assay.partial"
local past = lazy.module "assay.session.past"
local sources = lazy.module "assay.session.sources"
local steps = lazy.module "assay.session.steps"
local world = lazy.module "assay.session.world"

local results = {}

results.KEPT = 100 -- values that stay in memory, the latest

local entries = {}  -- all of this session
local numbered = {} -- those with a number, by it
local printing      -- the entry whose value is being printed
local note          -- on the entry that runs
local known = {}    -- paths that were open after the last entry

--- Entries of this session in order: code, form ("expression", "command" or
-- "statement"), state ("done", "failed" or "interrupted"), names of its locals,
-- number, count of its values, width and message.
function results.entries()
    return entries
end

--- The entry of result `n`.
function results.entry(n)
    return numbered[n]
end

local function trim(code)
    return (code:gsub("%s+$", ""))
end

local function add(entry)
    entry.code = trim(entry.code)
    entry.note, entry.told, entry.last = note, recall.take(), #numbered
    note = nil
    entry.width = core.term.width
    entries[#entries + 1] = entry
    return entry
end

--- Paths that are open now and were not after the entry before.
local function newly_opened()
    local now, new = {}, {}
    for _, source in ipairs(session.sources()) do
        now[source.path] = true
        if not known[source.path] then
            new[#new + 1] = {path = source.path, n = #source.docs, docs = source.docs}
        end
    end
    known = now
    return new
end

--- Why the entry that runs is to be left out of a saved session.
function results.note_running(why)
    note = why
end

--- Hashes of what was opened, worked out when they are asked for, and before
-- the documents are closed: a result is shown before.
local function fill(opened)
    for _, source in ipairs(opened) do
        source.sha256, source.docs = sources.hash(source.docs), nil
    end
end

--- The user's rc file, where one ran: `arg` is of the last script that did.
local function rc_file()
    local path = type(_G.arg) == "table" and _G.arg[0]
    local text = type(path) == "string" and files.read(path)
    return text and {name = path:match("[^/]*$"), text = trim(text)}
end

--- Called before an entry runs: what is open and set before the first, and what
-- made it so.
function results.starts()
    if not results.before then
        steps.begin()
        results.before = {settings = set.changed(), opened = newly_opened(), rc = rc_file(), reading = core.reading()}
        fill(results.before.opened)
    end
    steps.starts()
    partial.forget()
end

--- What a value is, in a word.
local function kind_of(value)
    local kind = core.type(value)
    local meta = kind == "table" and getmetatable(value)
    local name = type(meta) == "table" and rawget(meta, "__name")
    return type(name) == "string" and name or kind
end

--- How many rows it has; nil: it is none of those that have some. A list that
-- makes its rows when they are looked at is only asked how long it is.
local function row_count(value)
    local meta = type(value) == "table" and getmetatable(value)
    if grid.is(value) or type(meta) == "table" and rawget(meta, "__rows") then
        return #value
    end
end

--- Give the value a number and its names.
local function number(env, entry, value)
    local n = #numbered + 1
    numbered[n] = entry
    entry.number, entry.kind = n, kind_of(value)
    entry.rows = row_count(value)
    entry.docs = #session.opened()
    rawset(env, "_", value)
    rawset(env, resultname.of(n), value)
    rawset(env, resultname.of(n - results.KEPT), nil)
end

--- A bare name that nothing has is a mistake where a near one is there.
local function check_name(env, entry)
    local name = entry.form == "expression" and entry.code:match("^%s*([%a_][%w_]*)[%s;]*$")
    local n = name and resultname.number(name)
    local wrong = name and not n and errors.bare(name, env)
    if n or wrong then
        entry.state = "failed"
        local why = wrong or ("there is no `%s` yet"):format(name)
        if n and numbered[n] then
            why = ("`%s` is gone: the last %d results are kept"):format(name, results.KEPT)
        end
        error("prompt:1: " .. why, 0)
    end
end

--- Behind the last line its number, where colours set it apart from what is
-- printed: `  _3`. What other programs read has none.
local function with_number(text, n)
    if not core.term.color or not n or output.to() or set.get("mode") ~= "table" then
        return text
    end
    local last = text:match("[^\n]*$")
    local mark = resultname.of(n)
    local room = core.term.width - core.width((last:gsub("\27%[[%d;]*m", "")))
    return text .. (room > #mark + 1 and "  " or "\n") .. style.paint("dim", mark)
end

local function print_all(entry, ...)
    local parts = {}
    for i = 1, select("#", ...) do
        parts[i] = show.text((select(i, ...)))
    end
    output.write(with_number(table.concat(parts, "\n"), entry.number))
end

--- "0.12 s", and how many documents that was a second where there are several.
function results.duration(seconds, docs)
    local text = seconds < 0.0995 and ("%.1f ms"):format(seconds * 1000) or ("%.2f s"):format(seconds)
    if docs and docs > 1 and seconds > 0 then
        text = text .. (", %d documents, %.0f/s"):format(docs, docs / seconds)
    end
    return text
end

--- Into the user's folder, for a later session.
local function keep()
    if core.term.screen > 0 then
        local good, why = past.add(entries, results.before.opened)
        if not good then
            io.stderr:write(style.paint("dim", style.clean(why)), "\n")
        end
    end
end

--- An entry ran. Numbers its first value, unless that is nil, and prints all.
-- @tparam table env the prompt's variables
-- @tparam string code as typed
-- @tparam table how form, seconds, names
function results.took(env, code, how, ...)
    local n = select("#", ...)
    local entry = add {code = code, form = how.form, names = how.names, state = "done", values = n}
    steps.ran(entry)
    if n > 0 then
        local value = ...
        if value ~= nil then
            number(env, entry, value)
        else
            check_name(env, entry)
        end
        printing = entry
        print_all(entry, ...)
        printing = nil
    end
    entry.opened = newly_opened()
    fill(entry.opened)
    if set.get("time") then
        io.stderr:write(style.paint("dim", results.duration(how.seconds)), "\n")
    end
    if entry.number then
        keep()
    end
end

--- What an interrupt left of the work of many documents is the entry's value;
-- the prompt tells how much of it is kept by the progress that was last.
local function keep_part(entry)
    local value, n, all, unit = partial.take()
    if value ~= nil then
        number(debug.getregistry()["assay.prompt"], entry, value)
        entry.docs = unit == "documents" and n or entry.docs
        local bar <close> = core.progress("kept", all, "are in " .. resultname.of(entry.number), unit)
        bar:step(n)
    end
end

--- An entry ended with an error or was interrupted. One that was only being
-- printed is done.
function results.failed(code, state, message)
    local entry = printing
    if state == "interrupted" then
        world.recover()
    end
    printing, note = nil, nil
    if entry and state == "interrupted" then
        return
    elseif not entry then
        local last = entries[#entries]
        local same = last and last.state == "failed" and not last.message and last.code == trim(code)
        entry = same and last or add {code = code, form = "statement", names = {}, values = 0}
        steps.ran(entry)
    end
    entry.state, entry.message = state, message
    if state == "interrupted" then
        keep_part(entry)
    end
end

return results
