--- Who is killed in a flood, or when a bus crashes, is nobody's victim.

-- Verbs that tell of what came to somebody, whoever did it, as the cue has them
local HARM = {killed = true, kill = true, kills = true, killing = true, injured = true,
    injure = true, injures = true, injuring = true, wounded = true, wound = true,
    wounding = true, wounds = true, maimed = true}

--- Does somebody do it who is no mishap: a source or an agent of the hit?
local function has_doer(doc, hit)
    for _, capture in ipairs(hit.captures) do
        if (capture.name == "subj" or capture.name == "agent")
            and #doc:overlapping("_mishap", capture.first, capture.last) == 0
            and not hit.fields.passive then
            return true
        end
    end
    return hit.fields.agent ~= nil
end

--- Is the harm that a hit tells of that of an accident or a force of nature? A
-- sentence that tells of arms, too, leaves it open.
return function(doc, hit)
    if not HARM[hit.text:lower()] or has_doer(doc, hit) then
        return false
    end
    local _, first, last = doc:sentence_at(hit.first)
    return #doc:within("_mishap", first, last) > 0
        and #doc:within("_violence", first, last) == 0
end
