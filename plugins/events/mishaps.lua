--- Who is killed in a flood, or when a bus crashes, is nobody's victim.

local outcomes = require "outcomes"

--- Does somebody do it? Who stands as the subject does, unless he is a mishap or
-- it is done to him.
local function has_doer(doc, hit)
    for _, capture in ipairs(hit.captures) do
        if capture.name == "agent"
            or capture.name == "subj" and not hit.fields.passive
            and #doc:overlapping("_mishap", capture.first, capture.last) == 0 then
            return true
        end
    end
    return false
end

--- Is the harm that a hit tells of that of an accident or a force of nature? A
-- sentence that tells of arms, too, leaves it open.
return function(doc, hit)
    if not outcomes.harms[hit.text:lower()] or has_doer(doc, hit) then
        return false
    end
    local _, first, last = doc:sentence_at(hit.first)
    return #doc:within("_mishap", first, last) > 0
        and #doc:within("_violence", first, last) == 0
end
