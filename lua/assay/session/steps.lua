--- What a result rests on: the entries before it that have to run again for it.
--
-- Those are the entries that changed what all queries see (documents, the
-- session's rules, annotations), whatever they say; those whose results it
-- names; and those that may have changed a variable it names. Which variables
-- there are is seen by what is new after an entry, so that a word of a query is
-- not taken for one; where an entry may have changed one, it is taken to have.
-- One that was interrupted does not run again, which would do all that it was
-- stopped from: what it left is lost, and that is kept.
local lists = require "assay.lists"
local resultname = require "assay.session.name"
local session = require "assay.session"
local rulework = require "assay.rules.work"
local undo = require "assay.undo"
local wording = require "assay.wording"

local steps = {}

--- Words of an expression that may change what it names.
local CHANGES = {["function"] = true, insert = true, remove = true, sort = true, move = true, rawset = true,
                 setmetatable = true, load = true, dofile = true, require = true}

local base         -- name -> value of the globals before the first entry
local made = {}    -- name -> last value that an entry has given it
local before = {}  -- what was so before the entry that runs

local function look()
    return {docs = session.version(), doc = _G.doc, rules = rulework.now(), notes = undo.mark(),
            n_added = undo.n_added()}
end

--- Called before the first entry: what is there now is nobody's variable.
function steps.begin()
    base = {}
    for name, value in next, _G do
        base[name] = value
    end
end

--- The variables of the prompt, of which there are none yet.
function steps.variables()
    steps.begin()
    return debug.getregistry()["assay.prompt"]
end

--- Called before each.
function steps.starts()
    before = look()
end

--- Is this a name that was there before the first entry?
function steps.is_base(name)
    return base == nil or base[name] ~= nil
end

--- Words of the code, with `_` as the result that it is, unless a loop has it.
local function words_of(entry)
    local words = {}
    local code = entry.code:gsub("%f[%w_]for%s[%w_,%s]-%sin%f[^%w_]", " ")
    for word in code:gmatch("%f[%w_][%a_][%w_]*") do
        words[word == "_" and resultname.of(entry.last or 0) or word] = true
    end
    return words
end

--- Called when an entry ran: `words`, and what it changed.
function steps.ran(entry)
    local now = look()
    for name, value in next, _G do
        if base[name] ~= value and made[name] ~= value and name ~= "doc" then
            made[name], entry.assigned = value, true
        end
    end
    for _, name in ipairs(entry.names or {}) do
        made[name] = made[name] or true
    end
    entry.words = words_of(entry)
    for key in pairs {docs = 1, doc = 1, rules = 1, notes = 1} do
        entry.changed = entry.changed or now[key] ~= before[key]
    end
    entry.n_added = now.notes ~= before.notes and now.n_added - before.n_added or nil
    entry.has_rules = now.rules ~= before.rules
end

--- Does the code call `name`, or something in it?
local function calls(code, name)
    return code:find("%f[%w_]" .. name .. "[%w_.]*%s*[:({\"']") ~= nil
        or code:find("%f[%w_]" .. name .. "[%w_.]*%s*%[=*%[") ~= nil
end

--- Has it a word of those, or calls it the name?
local function hands_on(entry, name)
    for word in pairs(entry.words) do
        if CHANGES[word] then
            return true
        end
    end
    return not resultname.number(name) and calls(entry.code, name)
end

--- May the entry, which names a variable, change it?
local function may_change(entry, name)
    return entry.values == 0 or entry.form == "statement" or hands_on(entry, name)
end

--- Has it the look of changing it: an assignment to it or into it, or a call?
local function looks_changing(entry, name)
    local start = "%f[%w_]" .. name
    return entry.code:find(start .. "%s*=[^=]") ~= nil or entry.code:find(start .. "%s*[.%[][^\n=]-=[^=]") ~= nil
        or hands_on(entry, name)
end

local function has_part(entry, names)
    for name in pairs(names) do
        if entry.words[name] and may_change(entry, name) then
            return true
        end
    end
    return false
end

local function can_run(entry)
    return entry.state == "done" and not entry.note or entry.state == "failed" and (entry.changed or entry.assigned)
end

--- What an interrupted entry left that one of these names means, or that all
-- queries see; documents are opened again by their paths.
local function left_by(entry, names)
    local list = {}
    if entry.n_added then
        list[1] = entry.n_added > 0 and wording.counted(entry.n_added, "annotation") or "annotations"
    end
    list[#list + 1] = entry.has_rules and "rules" or nil
    for _, name in ipairs(lists.keys(names)) do
        local is_its = resultname.number(name) == entry.number
        if resultname.number(name) == nil then
            is_its = entry.words[name] and looks_changing(entry, name)
        end
        list[#list + 1] = is_its and name or nil
    end
    return list
end

local function lost_for(entries, names)
    local lost = {}
    for _, each in ipairs(entries) do
        local left = each.state == "interrupted" and left_by(each, names) or {}
        lost[#lost + 1] = #left > 0 and {code = each.code, left = left} or nil
    end
    return lost
end

--- The entries that `entry` rests on, in order; and those that it rested on and
-- that were interrupted.
-- @tparam {table,...} entries all of the session, up to `entry`
-- @treturn {table,...} entries
-- @treturn {table,...} {code =, left =}: what they left, in words
function steps.needed(entries, entry)
    local wanted, names = {}, {}
    local function add(each)
        wanted[each] = true
        for word in pairs(each.words) do
            if made[word] ~= nil or resultname.number(word) then
                names[word] = true
            end
        end
    end
    add(entry)
    local found
    repeat
        found = false
        for _, each in ipairs(entries) do
            local is_named = each.number and names[resultname.of(each.number)]
            if each ~= entry and not wanted[each] and can_run(each)
                and (each.changed or is_named or has_part(each, names)) then
                add(each)
                found = true
            end
        end
    until not found
    local list = {}
    for _, each in ipairs(entries) do
        list[#list + 1] = each ~= entry and wanted[each] and each or nil
    end
    return list, lost_for(entries, names)
end

return steps
