--- Which type an event has.
local courses = require "courses"
local outcomes = require "outcomes"

local kinds = {}

-- Lemmas as the tagger guesses them
local GUESSED = {froze = "freeze", resum = "resume", upgrad = "upgrade",
    wound = "wind", barricad = "barricade"}

-- Who storms a house attacks it, where the police would not.
local FORCES = {rebel = true, criminal = true, military = true}
-- A body that is expelled is sanctioned, a person deported.
local BODIES = {organisation = true}
-- Who boycotts as a state sanctions.
local STATES = {country = true, organisation = true}

--- `with` is "TYPE: verb verb; TYPE: verb"; DO, END, OF and WHO stand for
-- more than a verb (data/deeds.yaml).
function kinds.with(with, verb)
    for kind, verbs in (with or ""):gmatch "(%u+):([^;]+)" do
        if (verbs .. " "):find(" " .. verb .. " ", 1, true) then
            return kind
        end
    end
end

--- The type of a noun with the verb that governs it, or nil.
function kinds.governed(f)
    local head = f.verb:match "^%S+"
    head = GUESSED[head] or head
    local kind = kinds.with(f.with, head)
    if kind then
        return kind
    end
    local course = courses[f.verb:match "^%S+ %S+" or head] or courses[head]
    if course == "end" then
        return kinds.with(f.with, "END")
    end
    local by = outcomes.governed[course]
    local deed = by and kinds.with(f.with, "DO")
    return deed and (by[deed] or by.all or by.rest and deed) or nil
end

--- What stands behind a verb of promise or threat may turn it.
local function by_next(doc, hit, kind)
    if not hit.text:find " to$" or hit.last == #doc then
        return kind
    end
    local word = doc:text(hit.last + 1, hit.last + 1):lower()
    if kind == "AGREE" and outcomes.hostile[word] then
        return "THREATEN"
    elseif kind == "THREATEN" and outcomes.friendly[word]
        and hit.text:find "^[Vv]ow" then
        return "AGREE"
    end
    return kind
end

--- Some acts depend on who does them, or to whom.
local function by_party(f, kind)
    local forces = FORCES[f.sector]
    if kind == "NONE" then -- left, of a place
        return forces and (f.place or f.target) and f.forced or nil
    elseif f.forced and (forces or f.place and not f.target) then
        return f.forced
    elseif f.bodies and BODIES[f.target_sort] then
        return f.bodies
    elseif f.states and STATES[f.sort] then
        return f.states
    end
    return kind
end

-- What a strike of jets is aimed with; one of dockers is "over" pay.
local AIMED = {on = true, against = true, at = true, into = true}

--- Do arms make the noun what it is? It is aimed at somebody, not set for a day;
-- forces have it; or the sentence tells of arms.
local function is_armed(doc, hit)
    local f = hit.fields
    if FORCES[f.sector] then
        return true
    end
    local at = hit.last + 2
    if at <= #doc and AIMED[doc:text(at - 1, at - 1):lower()] then
        local date = doc:within("date", at, math.min(#doc, at + 5))[1]
        return not (date and date.first == at)
    end
    local _, first, last = doc:sentence_at(hit.first)
    return #doc:within("_armed", first, last) > 0
end

--- A noun that arms turn says what it is with them (data/deeds.yaml).
function kinds.settle_noun(doc, hit)
    local f = hit.fields
    if f.armed and is_armed(doc, hit) then
        f.with = f.armed
    end
    f.armed = nil
end

--- The type as the words say it; nil: no event.
function kinds.of(doc, hit)
    local f = hit.fields
    kinds.settle_noun(doc, hit)
    local kind = f.act or f.verb and kinds.governed(f)
        or not f.verb and kinds.with(f.with, "DO")
    if kind == "AGREE" or kind == "THREATEN" then
        return by_next(doc, hit, kind)
    end
    return kind and by_party(f, kind) or nil
end

--- "decided to lift" lifts, "plans to lift" promises.
local function decides(aux)
    return type(aux) == "string" and aux:find("decid", 1, true)
end

--- The type of what is promised, threatened, stopped or refused.
function kinds.as_meant(f, kind)
    local mode = f.mode
    if f.stopped then
        return outcomes.stopped[kind] or kind
    elseif not f.source or mode == "future" and decides(f.aux) then
        return kind
    elseif f.said and mode == "hypothetical" then
        mode = "future"
    end
    local said = f.said and mode == "future" and outcomes.said[kind]
    return said or outcomes[mode] and outcomes[mode][kind] or kind
end

return kinds
