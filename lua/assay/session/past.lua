--- Results that outlive their session: a line each in the user's folder for such
-- things, added when the result was printed. A line stands by itself: it has
-- what was typed, the entries before it that it rests on, the documents, the
-- settings and the versions of plugins. Sessions may add at the same time; a
-- torn line is passed over; the oldest go when there are many.
local core = require "assay.core"
local line = require "assay.session.line"
local resultname = require "assay.session.name"
local rulework = require "assay.rules.work"
local session_sources = require "assay.session.sources"
local set = require "assay.set"
local steps = require "assay.session.steps"

local past = {}

local FILE = "results.jsonl"
local MOST = 4 << 20  -- bytes of the file, above which the older half goes
local LONGEST = 1 << 17 -- of a line: a result that rests on more is not kept

local id -- of this session, once it has a result
local off -- why nothing is kept, once that is known

--- The file's path, its folder made; nil and why not.
local function path()
    local file, why = core.state.path(FILE)
    return file, why or "there is no home folder"
end

--- name@version of all plugins, in order of name.
function past.plugins()
    local list = {}
    for i, plugin in ipairs(core.plugins()) do
        list[i] = plugin.name .. "@" .. plugin.version
    end
    table.sort(list)
    return list
end

--- An id that no other session has: when it began, and something of its own.
local function new_id()
    local unique = core.state.sha256(("%s %s %s"):format(os.time(), core.clock(), tostring({})))
    return os.date("!%Y-%m-%dT%H:%M:%SZ") .. "-" .. unique:sub(1, 6)
end

local function prepare()
    local file, why = path()
    if not file then
        return nil, why
    end
    return core.state.trim(file, MOST, MOST // 2)
end

--- An entry as data: what is needed to run it again.
local function step_of(entry)
    return {code = entry.code, form = entry.form, names = #entry.names > 0 and entry.names or nil, n = entry.number,
            told = entry.told, failed = entry.state == "failed" or nil, last = entry.last}
end

local function settings_now()
    local settings = {}
    for _, change in ipairs(set.changed()) do
        settings[change.name] = change.value
    end
    return settings
end

--- All there is to be kept of a result.
-- @tparam {table,...} entries of the session up to it, the last
-- @tparam {table,...} base what was open before the first
local function result_of(entries, base)
    local entry = entries[#entries]
    local result = step_of(entry)
    result.session, result.kind, result.rows, result.docs = id, entry.kind, entry.rows, entry.docs
    result.doc = core.type(_G.doc) == "document" and _G.doc.id or nil
    result.opened, result.base, result.before = session_sources.now(), base, {}
    local needed, lost = steps.needed(entries, entry)
    for i, each in ipairs(needed) do
        result.before[i] = step_of(each)
    end
    result.lost = #lost > 0 and lost or nil
    result.folder, result.reading = core.paths.real("."), core.reading()
    result.rules = rulework.names()
    result.settings, result.plugins, result.assay = settings_now(), past.plugins(), core.version
    return result
end

--- From now on nothing is kept.
local function give_up(why)
    off = "results are not kept: " .. why
    return nil, off
end

--- Add the latest of the entries. Nil and what is to be told, the first time that
-- results cannot be kept, and each time that one is too long; true else.
function past.add(entries, base)
    if off or entries[#entries].note then -- what makes sense in this session alone
        return true
    elseif not id then
        local good, why = prepare()
        if not good then
            return give_up(why)
        end
        id = new_id()
    end
    local text = line.write(result_of(entries, base))
    if #text > LONGEST then
        return nil, ("%s is not kept: it rests on %d KiB of entries; session.save keeps them"):format(
            resultname.of(entries[#entries].number), #text >> 10)
    end
    local good, why = core.state.add(path(), text)
    if not good then
        return give_up(why)
    end
    return true
end

local function are_sources(list)
    if type(list) ~= "table" then
        return false
    end
    for _, source in ipairs(list) do
        local good = type(source) == "table" and type(source.sha256) == "string"
            and (source.path == nil or type(source.path) == "string")
        if not good or math.type(source.n) ~= "integer" then
            return false
        end
    end
    return true
end

local function are_steps(list)
    if type(list) ~= "table" then
        return false
    end
    for _, step in ipairs(list) do
        if type(step) ~= "table" or type(step.code) ~= "string" then
            return false
        end
    end
    return true
end

--- Is this what `add` wrote, and not something that only looks like it?
local function is_result(r)
    return type(r) == "table" and type(r.session) == "string" and type(r.code) == "string"
        and math.type(r.n) == "integer" and are_sources(r.opened) and are_sources(r.base) and are_steps(r.before)
        and (r.lost == nil or are_steps(r.lost)) and type(r.plugins) == "table"
end

--- Results of sessions before this one, the latest first; those of one session
-- as they came. Nil and why, where the file cannot be read.
function past.list()
    local file = path()
    if not file then
        return {}
    end
    local text, why = core.state.read(file, 2 * MOST)
    if not text then
        return nil, why
    end
    local sessions, by_id = {}, {}
    for each in text:gmatch("[^\n]+") do
        local r = line.read(each)
        if is_result(r) and r.session ~= id then
            if not by_id[r.session] then
                by_id[r.session] = {}
                table.insert(sessions, 1, by_id[r.session])
            end
            table.insert(by_id[r.session], r)
        end
    end
    local out = {}
    for s, list in ipairs(sessions) do
        for _, r in ipairs(list) do
            r.back = s -- 1: the session before this one
            out[#out + 1] = r
        end
    end
    return out
end

--- Result `n` of the session `back` sessions before; nil: there is none.
function past.find(n, back)
    local list, why = past.list()
    for _, r in ipairs(list or {}) do
        if r.n == n and r.back == back then
            return r
        end
    end
    return nil, why
end

return past
