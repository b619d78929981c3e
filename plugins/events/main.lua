--- Events: who is source and who is target, and which type a hit has.
local outcomes = require "outcomes"

local events = {}

-- What a participant's name brings along.
local PARTS = {"", "_text", "_country"}
-- Tokens behind a verb of promise, refusal, threat or request that it governs
local REACH = 6

-- The last event: its document, the token of its cue, how far it reaches
local last = {}

local function move(f, from, to)
    for _, part in ipairs(PARTS) do
        f[to .. part], f[from .. part] = f[from .. part], nil
    end
end

local function type_of(f)
    if f.act then
        return f.act
    end
    if f.course == "end" then
        return f.ended
    end
    if f.matter and not f.course then
        return nil
    end
    local other = outcomes[f.course or "do"]
    return other and other[f.deed] or f.deed
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
    local same = before.doc == doc.id and before.size == doc.size and hit.first > before.first
    if same and hit.first <= before.reach and not (before.type == "ACCUSE" and hit.fields.act) then
        return true
    end
    last = {doc = doc.id, size = doc.size, first = hit.first, type = kind, reach = reach_of(hit, kind)}
    return false
end

function events.event(doc, hit)
    local f = hit.fields
    f.type = type_of(f)
    if not f.type or is_told(doc, hit, f.type) then
        return false
    end
    local other = outcomes[f.mode]
    if other and f.act then
        f.type = other[f.type] or f.type
    end
    if f.act and (f.passive or f.agent) then
        move(f, "source", "target")
    end
    if f.agent then
        move(f, "agent", "source")
    end
    f.act, f.deed, f.ended, f.course, f.matter = nil, nil, nil, nil, nil
    f.of, f.passive = nil, nil
    return f
end

return events
