--- The session's own rules: one set, applied to the open documents and to
-- those that are opened later. Their spans are one step of each document
-- (core/bind/journal.h): a changed set takes the place of the former, wholly
-- or not at all in each.
local core = require "assay.core"
local session = require "assay.session"
local undo = require "assay.undo"

local rulework = {}

--- What the session has; never changed, but replaced: lists of rules, macros
-- and gazetteers as in rule files, and the compiled `set` (nil without rules).
local NONE = {rules = {}, macros = {}, gazetteers = {}}
local now = NONE

-- document -> the state whose rules it has
local applied = setmetatable({}, {__mode = "k"})

local ORIGIN = "session@0/"

function rulework.now()
    return now
end

--- The rule called so, and its place; nil if there is none.
function rulework.find(name)
    for i, rule in ipairs(now.rules) do
        if rule.name == name then
            return rule, i
        end
    end
end

--- Names of the rules, in order.
function rulework.names()
    local names = {}
    for i, rule in ipairs(now.rules) do
        names[i] = rule.name
    end
    return names
end

--- Begin without rules; what this gives is for rulework.resume.
function rulework.aside()
    local kept = now
    now = NONE
    return kept
end

-- ---- making a state -----------------------------------------------------------

local function by_name(list, value)
    local out = {}
    for _, item in ipairs(list) do
        out[item.name] = value(item)
    end
    return out
end

local function gazetteer(item)
    if not item.entries or item.inflect then
        error(('gazetteer "%s": only those whose entries are in the rule file '
            .. "can be had in a session: make it a plugin's"):format(
            core.clean(item.name)), 0)
    end
    return core.gazetteer{entries = item.entries, match = item.match,
                          label = item.label ~= "" and item.label or nil}
end

--- What the compiler says, by the names of rules in the place of numbers.
local function named(message, rules)
    message = tostring(message):gsub("^.-assay%.rules: ", "")
    return (message:gsub("%f[%w]rules%.(%d+)%.?", function(i)
        local rule = rules[tonumber(i)]
        return rule and ('rule "%s", '):format(core.clean(tostring(rule.name)))
    end):gsub('^(rule "[^"]*"), : ', "%1: "))
end

local function failing(set, rules)
    local lines = {}
    for _, result in ipairs(set:test()) do
        if not result.good then
            lines[#lines + 1] = named(result.why, rules)
        end
    end
    return #lines > 0 and table.concat(lines, "\n") or nil
end

--- A state of these rules, compiled; examples are tried when there are any.
-- @tparam {table,...} rules
-- @tparam[opt] table with macros and gazetteers; those of now without it
-- @treturn table state, or nil and what is wrong, a line each
function rulework.state(rules, with)
    with = with or now
    local state = {rules = rules, macros = with.macros,
                   gazetteers = with.gazetteers}
    if #rules == 0 then
        return state
    end
    local list = table.move(rules, 1, #rules, 1, {})
    local good, set = pcall(function()
        list.macros = by_name(state.macros, function(m) return m.pattern end)
        list.gazetteers = by_name(state.gazetteers, gazetteer)
        return core.rules(list, "session")
    end)
    if not good then
        return nil, named(set, rules)
    end
    local why = failing(set, rules)
    if why then
        return nil, why
    end
    state.set = set
    return state
end

--- The rules of now with one in the place of another (which may be new).
-- @tparam table rule
-- @tparam[opt] integer at its place; behind all others without it
function rulework.with(rule, at)
    local rules = table.move(now.rules, 1, #now.rules, 1, {})
    rules[at or #rules + 1] = rule
    return rules
end

function rulework.without(at)
    local rules = table.move(now.rules, 1, #now.rules, 1, {})
    table.remove(rules, at)
    return rules
end

-- ---- hits ---------------------------------------------------------------------

--- Kinds that rules write, of one state or two, once each.
local function kinds_of(...)
    local known, kinds = {}, {}
    for _, state in ipairs {...} do
        for _, rule in ipairs(state.set and state.set:list() or {}) do
            if not known[rule.kind] then
                known[rule.kind] = true
                kinds[#kinds + 1] = rule.kind
            end
        end
    end
    return kinds
end

--- Hits of the session's rules that a document has, by place.
function rulework.hits(doc, ...)
    local hits = {}
    for _, kind in ipairs(kinds_of(now, ...)) do
        for _, span in ipairs(doc:spans(kind)) do
            local name = span.rule and span.rule:sub(1, #ORIGIN) == ORIGIN
                and span.rule:sub(#ORIGIN + 1)
            if name then
                span.rule = name
                hits[#hits + 1] = span
            end
        end
    end
    return hits
end

local function key_of(span)
    return ("%s %s %d %d"):format(span.kind, span.type or "", span.begin,
        span.finish)
end

local AROUND = 12 -- tokens on each side of a hit

local function row_of(what, doc, span)
    local from = math.max(1, span.first - AROUND)
    local to = math.min(#doc, span.last + AROUND)
    local _, _, begin = doc:token(from)
    local _, _, _, finish = doc:token(to)
    return {what = what, doc = doc.id, rule = span.rule, label = span.type
            or span.kind, first = span.first, last = span.last,
            sentence = (doc:sentence_at(span.first)),
            left = doc:slice(begin, span.begin - 1), text = span.text,
            right = doc:slice(span.finish + 1, finish), begin = span.begin}
end

local function in_order(a, b)
    if a.begin ~= b.begin then
        return a.begin < b.begin
    elseif a.what ~= b.what then
        return a.what < b.what
    elseif a.rule ~= b.rule then
        return a.rule < b.rule
    end
    return a.last < b.last
end

--- Append to rows what a document gained and lost; count what stayed.
function rulework.compare(doc, before, after, rows)
    local had, mine = {}, {}
    for _, span in ipairs(before) do
        had[key_of(span)] = span
    end
    for _, span in ipairs(after) do
        local key = key_of(span)
        if had[key] then
            rows.same = rows.same + 1
            had[key] = nil
        else
            mine[#mine + 1] = row_of("gained", doc, span)
        end
    end
    for _, span in pairs(had) do
        mine[#mine + 1] = row_of("lost", doc, span)
    end
    table.sort(mine, in_order)
    for _, row in ipairs(mine) do
        row.begin = nil
        rows[row.what] = rows[row.what] + 1
        rows[#rows + 1] = row
    end
end

-- ---- applying -----------------------------------------------------------------

--- Bring documents up to date that an interrupt, or an error, left out.
function rulework.sync(docs)
    for _, doc in ipairs(docs or session.opened()) do
        local state = applied[doc]
        if state ~= now and not (state == nil and now.set == nil) then
            core.journal.rules(doc, now.set)
            applied[doc] = now
        end
    end
end

--- Have two states the same rules, as far as they are written?
function rulework.is_same(a, b)
    if #a.rules ~= #b.rules then
        return false
    end
    for i, rule in ipairs(a.rules) do
        for key, value in pairs(rule) do
            local is_plain = type(value) ~= "table" and type(value) ~= "function"
            if is_plain and b.rules[i][key] ~= value then
                return false
            end
        end
    end
    return true
end

--- Go on with a state, in all open documents.
function rulework.resume(state)
    now = state
    rulework.sync()
end

--- Documents that are opened get the rules of now.
session.when_added(rulework.sync)

local step_meta = {}
step_meta.__index = step_meta

function step_meta:back()
    now = self.before
    rulework.sync()
end

function step_meta:again()
    now = self.after
    rulework.sync()
end

--- Put a state in the place of the one of now, in all open documents.
-- @tparam table state of rulework.state
-- @tparam string what as undo.list shows it
-- @treturn {table,...} hits gained and lost, with counts gained, lost, same
function rulework.change(state, what)
    rulework.sync()
    local old, rows = now, {gained = 0, lost = 0, same = 0}
    local step = setmetatable({what = what, n = 0, before = old, after = state,
        docs = setmetatable({}, {__mode = "k"})}, step_meta)
    undo.push(step)
    now = state
    local good, why = pcall(function()
        local docs = session.opened()
        local bar <close> = core.progress("rules", #docs, "have the rules")
        for i, doc in ipairs(docs) do
            local before = rulework.hits(doc, old)
            rulework.sync{doc}
            rulework.compare(doc, before, rulework.hits(doc), rows)
            step.docs[doc] = true
            bar:step(i)
        end
    end)
    if not good then -- an interrupt does not come here: it stays one
        now = old
        undo.forget(step)
        rulework.sync()
        return nil, why
    end
    step.n = rows.gained + rows.lost
    return rows
end

--- What a state would find in the place of the one of now.
-- @treturn {table,...} as rulework.change
function rulework.try(state, docs)
    rulework.sync()
    local rows = {gained = 0, lost = 0, same = 0}
    local bar <close> = core.progress("rules.try", #docs)
    for i, doc in ipairs(docs) do
        bar:step(i)
        local found = {}
        for _, span in ipairs(state.set and core.journal.try(doc, state.set)
            or {}) do
            -- what a function of `do` added besides has no label of a rule
            found[#found + 1] = span.label and span or nil
        end
        rulework.compare(doc, rulework.hits(doc), found, rows)
    end
    return rows
end

return rulework
