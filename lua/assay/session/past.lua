--- Results that outlive their session: a line of JSON each in the user's folder
-- for such things, added when the result was printed. Sessions may add at the
-- same time; a torn line is passed over; the oldest go when there are many.
local core = require "assay.core"
local json = require "assay.json"
local session_sources = require "assay.session.sources"
local set = require "assay.set"

local past = {}

local FILE = "results.jsonl"
local MOST = 1 << 20  -- bytes of the file, above which the older half goes
local LONGEST = 1 << 14 -- of a line: code that is longer is not kept

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

--- Add a result of this session. Nil and why not, the first time that it
-- cannot be kept; true else.
function past.add(entry)
    if off or entry.note then -- what makes sense in this session alone
        return true
    elseif not id then
        local good, why = prepare()
        if not good then
            off = why
            return nil, why
        end
        id = new_id()
    end
    local settings = {}
    for _, change in ipairs(set.changed()) do
        settings[change.name] = change.value
    end
    local opens = {}
    for i, source in ipairs(entry.opened) do
        opens[i] = source.path
    end
    local what = entry.instead or entry
    local current = core.type(_G.doc) == "document" and _G.doc.id or nil
    local line = json.encode {
        session = id, n = entry.number, code = what.code, form = what.form, kind = entry.kind,
        rows = entry.rows, docs = entry.docs, doc = current, opened = session_sources.now(),
        opens = what == entry and opens or {}, plugins = past.plugins(), assay = core.version,
        settings = settings,
    }
    if #line > LONGEST then
        return true
    end
    local good, why = core.state.add(path(), line)
    if not good then
        off = why
        return nil, why
    end
    return true
end

local function are_sources(list)
    if type(list) ~= "table" then
        return false
    end
    for _, source in ipairs(list) do
        local good = type(source) == "table" and type(source.path) == "string" and type(source.sha256) == "string"
        if not good or math.type(source.n) ~= "integer" then
            return false
        end
    end
    return true
end

--- Is this what `add` wrote, and not something that only looks like it?
local function is_result(r)
    return type(r) == "table" and type(r.session) == "string" and type(r.code) == "string"
        and math.type(r.n) == "integer" and are_sources(r.opened) and type(r.opens) == "table"
        and type(r.plugins) == "table"
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
    for line in text:gmatch("[^\n]+") do
        local r = core.state.parse(line)
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
