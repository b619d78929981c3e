--- Events: what the rules cannot say. The type (kinds.lua), who is source and
-- who is target (parties.lua), the date (dates.lua), what is no event of its own
-- because the event before told it, and what nobody did (mishaps.lua).
local dates = require "dates"
local kinds = require "kinds"
local is_mishap = require "mishaps"
local outcomes = require "outcomes"
local parties = require "parties"

local events = {}

-- Tokens behind a verb of promise, refusal, threat or request that it governs
local REACH = 6

-- Fields of the rules that are none of the record
local SCRAP = {
    "act", "verb", "with", "more", "noun", "said", "aux", "passive", "clause",
    "stopped", "forced", "bodies", "states", "sort", "sector",
    "target_sort", "place_country", "inner", "inner_text", "inner_country",
    "dest", "dest_text", "dest_country", "anti", "anti_text", "anti_country",
    "origin", "origin_text", "origin_country",
}

-- The event before: its document, its cue, how far it reaches
local before = {}

--- A verb of promise, refusal, threat or request that governs another.
local function is_open(doc, hit, kind)
    if not outcomes.controls[kind] or hit.last == #doc then
        return false
    end
    return hit.text:find " to$" or hit.text:find " that$"
        or outcomes.opens[doc:text(hit.last + 1, hit.last + 1)]
end

--- How far it reaches: to its object, or over the verb that it governs.
local function reach_of(doc, hit, kind)
    local reach = is_open(doc, hit, kind) and hit.last + REACH or hit.last
    for _, capture in ipairs(hit.captures) do
        if capture.name == "obj" and capture.last > reach then
            reach = capture.last
        end
    end
    return reach
end

local function is_same_document(doc)
    return before.doc == doc.id and before.size == doc.size
        and before.last <= #doc
        and doc:text(before.first, before.last) == before.text
end

--- What somebody is accused of, or denies, is an event besides; so is what he
-- does, too: "rejected the plan and arrested".
local function is_besides(doc, hit)
    return hit.fields.act and (before.kind == "ACCUSE"
        or before.kind == "REJECT" and before.text:find " that$"
        or hit.first > before.last + 1
            and outcomes.joins[doc:text(hit.first - 1, hit.first - 1)])
end

--- Is it part of what the event before said?
local function is_told(doc, hit, kind)
    if hit.first > (before.first or math.huge) and hit.first <= before.reach
        and is_same_document(doc) and not is_besides(doc, hit) then
        return true
    end
    before = {
        doc = doc.id, size = doc.size, text = hit.text, kind = kind,
        first = hit.first, last = hit.last, reach = reach_of(doc, hit, kind),
    }
    return false
end

--- A verb with a noun (rules `object`, `split`): what act they are together,
-- if any, and, in `more`, whom the noun tells of: name|country|noun.
function events.object(doc, hit)
    local f = hit.fields
    kinds.settle_noun(doc, hit)
    local kind = kinds.governed(f)
    if not kind then
        return false
    end
    local noun = kinds.with(f.with, "WHO") and hit.text:match "%S+$" or ""
    local more = table.concat({f.inner or "", f.inner_country or "", noun}, "|")
    return {act = kind, more = more ~= "||" and more or nil}
end

--- What the clause says of every verb in it. Of a verb that refuses or stops
-- something it may say only what that makes of the next.
local function clause_mode(f, kind)
    if f.clause == "alleged" or f.clause == "hypothetical"
        or f.clause == "negated" and not outcomes.refusing[kind] then
        return f.clause
    end
end

function events.event(doc, hit)
    local f = hit.fields
    local kind = kinds.of(doc, hit)
    if not kind or is_told(doc, hit, kind)
        or kind == "ASSAULT" and is_mishap(doc, hit) then
        return false
    end
    f.type = kinds.as_meant(f, kind)
    f.mode = f.mode or clause_mode(f, kind) or "asserted"
    parties.settle(doc, hit, outcomes.given[kind])
    f.date = dates.near(doc, hit, outcomes.words[f.type])
    for _, key in ipairs(SCRAP) do
        f[key] = nil
    end
    return f
end

--- The document is done with; what was kept of it is not that of the next.
function events.annotate()
    before = {}
end

return events
