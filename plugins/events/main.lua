--- Events: who is source and who is target, and which type a hit has.
local courses = require "courses"
local outcomes = require "outcomes"

local events = {}

-- What a participant's name brings along.
local PARTS = {"", "_text", "_country"}
-- Tokens behind a verb of promise, refusal, threat or request that it governs
local REACH = 6
-- Forces that are moved are one's own, not the target's.
local OWN = {MOBILIZE = true, RETREAT = true, CONSULT = true}
-- What is given goes to somebody: "sold jets to Greece"
local GIVEN = {AID = true, COOPERATE = true, AGREE = true, RETREAT = true}

-- Who raids or seizes something attacks it, where the police would not.
local FORCES = {rebel = true, criminal = true, military = true}

-- Bodies that are expelled are sanctioned; who boycotts as a state sanctions.
local BODIES = {organisation = true}
local STATES = {country = true, organisation = true}

-- Fields of the rules that are no fields of the record
local SCRAP = {
    "act", "idiom", "given", "noun", "deed", "ended", "verb", "with", "of", "said", "aux", "passive", "inner", "inner_text",
    "inner_country", "dest", "dest_text", "dest_country", "place_country",
    "stopped", "forced", "bodies", "states", "sort", "target_sort", "sector", "anti", "anti_text", "anti_country",
}

-- Dates of the document at hand, and which one that is
local dates = {}

-- The last event: its document, the token of its cue, how far it reaches
local last = {}

local function move(f, from, to)
    for _, part in ipairs(PARTS) do
        f[to .. part], f[from .. part] = f[from .. part], nil
    end
end

--- `with` is "TYPE: verb verb; TYPE: verb".
local function with_verb(with, verb)
    for kind, verbs in (with or ""):gmatch "(%u+):([^;]+)" do
        if (verbs .. " "):find(" " .. verb .. " ", 1, true) then
            return kind
        end
    end
end

-- Lemmas as the tagger guesses them
local GUESSED = {froze = "freeze", resum = "resume", upgrad = "upgrade"}

--- The type of a noun with the verb that governs it.
local function governed(f)
    local head = f.verb:match "^%S+"
    head = GUESSED[head] or head
    local kind = with_verb(f.with, head)
    if kind then
        return kind
    end
    local course = courses[f.verb:match "^%S+ %S+" or head] or courses[head]
    if course == "end" then
        return f.ended
    end
    local other = outcomes[course]
    return other and f.deed and (other[f.deed] or other.all or other.rest and f.deed) or nil
end

local function type_of(hit, f)
    if hit.rule == "object-passive" or hit.rule == "failed" then
        return governed(f)
    end
    return f.idiom or f.act or f.deed
end

--- How far it reaches: to its object, or over the verb that it governs.
local function reach_of(hit, kind)
    local reach = outcomes.controls[kind] and hit.last + REACH or hit.last
    for _, capture in ipairs(hit.captures) do
        if capture.name == "obj" and capture.last > reach then
            reach = capture.last
        end
    end
    return reach
end

--- Is it part of what the event before said?
local function is_told(doc, hit, kind)
    local before = last
    local same = before.text and hit.first > before.first and doc.id == before.doc and doc.size == before.size
        and doc:text(before.first, before.last) == before.text
    if same and hit.first <= before.reach and not (before.type == "ACCUSE" and hit.fields.act) then
        return true
    end
    last = {doc = doc.id, size = doc.size, first = hit.first, last = hit.last, text = hit.text, type = kind,
        reach = reach_of(hit, kind)}
    return false
end

local function decides(aux)
    return type(aux) == "string" and aux:find("decid", 1, true)
end

--- The type of what is promised, threatened or refused rather than done.
-- "said it would" promises; "decided to" does it.
local function as_meant(f)
    local mode = f.mode
    if f.stopped then
        return outcomes.stopped[f.type]
    end
    if f.forced and (FORCES[f.sector] or f.place and not f.target) then
        f.type = f.forced
    end
    if mode == "hypothetical" and f.said then
        mode = "future"
    end
    if not f.source then
        return nil
    end
    if outcomes[mode] and not (mode == "future" and decides(f.aux)) then
        return mode == "future" and f.said and outcomes.said[f.type] or outcomes[mode][f.type]
    end
end

local function copy(f, from, to)
    for _, part in ipairs(PARTS) do
        f[to .. part] = f[from .. part]
    end
end

--- Whom it was done to, where the pattern does not say.
local function find_target(f)
    if f.inner and (f.noun or not OWN[f.type]) then
        return move(f, "inner", "target")
    end
    if outcomes.mutual[f.type] and type(f.source) == "table" then
        return copy(f, "source", "target") -- "A and B met"
    end
    if f.place then
        return copy(f, "place", "target")
    end
    f.target = f.noun
end

local function participants(f, hit)
    if f.anti and (f.type == "PROTEST" or not f.target and not f.place) then
        move(f, "anti", "target")
    end
    if f.dest and f.given then
        move(f, "dest", "target")
    end
    -- "was attacked by", "a town held by", but not "rejected an offer by"
    if f.act and (f.passive or f.agent and hit.text:find "e[dn]$") then
        move(f, "source", "target")
    end
    if f.agent then
        move(f, "agent", f.source and "target" or "source")
    end
    if not f.target then
        find_target(f)
    end
end

local function dates_of(doc)
    if dates.doc ~= doc.id or dates.size ~= doc.size then
        dates = {doc = doc.id, size = doc.size, spans = doc:spans("date")}
    end
    return dates.spans
end

--- The first of `spans`, in order, that ends at or behind token `at`.
local function first_behind(spans, at)
    local low, high = 1, #spans + 1
    while low < high do
        local middle = (low + high) // 2
        if spans[middle].last < at then
            low = middle + 1
        else
            high = middle
        end
    end
    return low
end

--- The value of the date nearest to the cue in its sentence.
local function date_of(doc, hit)
    local spans = dates_of(doc)
    local _, first, last = doc:sentence_at(hit.first)
    local best, far
    for i = first_behind(spans, first), #spans do
        local span = spans[i]
        if span.first > last then
            break
        end
        local away = span.first > hit.last and span.first - hit.last or hit.first - span.last
        if span.value and (span.type == "DATE" or span.type == "TIME") and (not far or away < far) then
            best, far = span.value, away
        end
    end
    return best
end

--- A verb with a noun: what kind of act they are together, if any, and whom
-- the noun tells of.
function events.object(_, hit)
    local f = hit.fields
    local kind = governed(f)
    if not kind then
        return false
    end
    local noun = f.who and hit.text:match "%S+$" or nil
    return {act = kind, inner = f.inner, inner_country = f.inner_country, noun = noun}
end

--- "promised to retaliate" threatens, "vowed to help" promises: what stands
-- behind the verb tells.
local function told_by_next(doc, hit, kind)
    if (kind == "AGREE" or kind == "THREATEN") and hit.text:find " to$" then
        local next_word = doc:text(hit.last + 1, hit.last + 1):lower()
        if kind == "AGREE" and outcomes.hostile[next_word] then
            return "THREATEN"
        elseif kind == "THREATEN" and outcomes.friendly[next_word] and hit.text:find "^[Vvp]" then
            return "AGREE"
        end
    end
    return kind
end

--- Some acts depend on who does them, or to whom: see `forced` and `bodies`.
local function by_party(f)
    if f.forced and (FORCES[f.sector] or f.place and not f.target) then
        return f.forced
    elseif f.bodies and BODIES[f.target_sort] then
        return f.bodies
    elseif f.states and STATES[f.sort] then
        return f.states
    end
    return f.type
end

function events.event(doc, hit)
    local f = hit.fields
    f.type = told_by_next(doc, hit, type_of(hit, f))
    f.type = f.type and by_party(f)
    f.given = GIVEN[f.type]
    if not f.type or is_told(doc, hit, f.type) then
        return false
    end
    f.type = as_meant(f) or f.type
    if f.type == "NONE" then
        return false
    end
    participants(f, hit)
    f.date = date_of(doc, hit)
    for _, key in ipairs(SCRAP) do
        f[key] = nil
    end
    return f
end

--- The document is done with; what was kept of it is not that of the next.
function events.annotate()
    last, dates = {}, {}
end

return events
