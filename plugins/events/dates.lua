--- The date nearest to a cue.
local dates = {}

--- A day, or an hour, of a known year.
local function is_known(span)
    return (span.type == "DATE" or span.type == "TIME") and span.value
        and not span.value:find "^XXXX"
end

local function distance(hit, span)
    return math.max(span.first - hit.last, hit.first - span.last)
end

--- The value of the nearest date in the sentence, or nil. The one on which
-- somebody says so is no other act's than what is done with words, and there
-- the last choice.
function dates.near(doc, hit, in_words)
    local _, first, last = doc:sentence_at(hit.first)
    local best, far, said
    for _, span in ipairs(doc:within("date", first, last)) do
        local away = is_known(span) and distance(hit, span)
        if not away then
            goto continue
        elseif #doc:within("_telling", span.first, span.last) > 0 then
            said = said or span.value
        elseif not far or away < far then
            best, far = span.value, away
        end
        ::continue::
    end
    return best or in_words and said or nil
end

return dates
