--- Does the sentence speak of what was or of what will be, near a time of which only a part is
-- known ("on Wednesday", "in May")? Looks at words before, then behind it.
local tense = {}

local REACH = 14

local function set(words)
    local out = {}
    for w in words:gmatch("%S+") do
        out[w] = true
    end
    return out
end

local FUTURE = set [[will 'll ’ll shall won wo due expected scheduled slated upcoming plans plan planned next
    forthcoming tomorrow may might could]]
local PAST = set [[was were had did has have been said told came went made took gave got held met won lost left
    began ran saw heard found became brought sent spoke fell rose struck shot flew drew broke
    led fought caught bought sold built kept laid paid wrote drove rode woke ate spent stood swore threw wore fled sank shook slid stole stuck swept taught tore underwent withdrew]]
-- Adjectives and nouns that end like a past tense.
local NO_PAST = set [[red bed led need speed seed feed deed indeed exceed proceed succeed hundred sacred united
    armed]]

local function of_word(P, i, hi)
    local raw, w = P.doc:token(i)
    if FUTURE[w] then
        return "future"
    end
    if w == "to" and i < hi then
        local next_raw, next_word = P.doc:token(i + 1)
        if next_raw == next_word and next_word:find("^%a+$") and next_word ~= "the" and next_word ~= "a"
            and #next_word > 1 and not next_word:find("ing$") then
            return "future"
        end
        return nil
    end
    if PAST[w] or (w:find("ed$") and not NO_PAST[w] and #w > 3 and raw == w) then
        return "past"
    end
end

--- "past", "future", or nil where nothing tells.
function tense.near(P, first, last)
    local lo, hi = P.lo, P.hi
    for i = first - 1, math.max(lo, first - REACH), -1 do
        local t = of_word(P, i, hi)
        if t then
            return t
        end
    end
    for i = last + 1, math.min(hi, last + REACH) do
        local t = of_word(P, i, hi)
        if t then
            return t
        end
    end
end

return tense
