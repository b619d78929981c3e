--- The date nearest to a cue.
local dates = {}

--- The value of the nearest date in the sentence, or nil. A day of a year that
-- nobody knows is none.
function dates.near(doc, hit)
    local _, first, last = doc:sentence_at(hit.first)
    local best, far
    for _, span in ipairs(doc:within("date", first, last)) do
        local away = math.max(span.first - hit.last, hit.first - span.last)
        local when = span.type == "DATE" or span.type == "TIME"
        local known = when and span.value and not span.value:find "^XXXX"
        if known and (not far or away < far) then
            best, far = span.value, away
        end
    end
    return best
end

return dates
