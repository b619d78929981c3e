--- The date nearest to a cue. The dates of a document are asked for once.
local dates = {}

local known = {}

function dates.forget()
    known = {}
end

local function of(doc)
    if known.doc ~= doc.id or known.size ~= doc.size then
        known = {doc = doc.id, size = doc.size, spans = doc:spans "date"}
    end
    return known.spans
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

--- The value of the nearest date in the sentence, or nil.
function dates.near(doc, hit)
    local spans = of(doc)
    local _, first, last = doc:sentence_at(hit.first)
    local best, far
    for i = first_behind(spans, first), #spans do
        local span = spans[i]
        if span.first > last then
            break
        end
        local away = math.max(span.first - hit.last, hit.first - span.last)
        local when = span.type == "DATE" or span.type == "TIME"
        if when and span.value and (not far or away < far) then
            best, far = span.value, away
        end
    end
    return best
end

return dates
