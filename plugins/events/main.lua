--- Events: the type that a hit of the rules has, and how it is meant.
local outcomes = require "outcomes"

local events = {}

local function type_of(f)
    if f.act then
        return f.act
    end
    if f.course == "end" then
        return f.ended
    end
    local other = outcomes[f.course or "do"]
    return other and other[f.deed] or f.deed
end

function events.event(_, hit)
    local f = hit.fields
    f.type = type_of(f)
    f.act, f.deed, f.ended, f.course = nil, nil, nil, nil
    f.mode = f.mode or "asserted"
    return f
end

return events
