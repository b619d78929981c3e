--- Stances: one record of each actor of a hit, with the polarity turned where
-- the verb is negated.
local positions = {}

local OTHER = {["for"] = "against", against = "for"}

--- For or against, and whether it is hedged. Not to reject is no support yet:
-- it counts as for, hedged; not to support is to be against.
local function side(fields, captures)
    local polarity = fields.polarity
    local hedged = fields.unsure or captures.hedge or fields.mode == "hypothetical"
        or fields.mode == "alleged"
    if fields.flip then
        polarity = OTHER[polarity]
    end
    if fields.negated or captures.neg then
        hedged = hedged or polarity == "against"
        polarity = OTHER[polarity]
    end
    return polarity, hedged and true or false
end

--- `do` of all rules.
function positions.stance(doc, hit)
    local fields, captures = hit.fields, hit.captures
    local polarity, hedged = side(fields, captures)
    local records = {}
    for _, capture in ipairs(captures) do
        if capture.name == "src" or capture.name == "seat" then
            local party = doc:within("_party", capture.first, capture.last)[1]
                or doc:within("entity", capture.first, capture.last)[1]
            records[#records + 1] = {
                actor = fields.government or party and party.name or capture.text,
                actor_text = capture, polarity = polarity, target = fields.target,
                cue = fields.cue, hedged = hedged,
            }
        end
    end
    if #records < 2 then
        return records[1] or false
    end
    for _, record in ipairs(records) do
        record.rule = hit.rule
        doc:add("stance", hit.first, hit.last, record)
    end
    return false
end

return positions
