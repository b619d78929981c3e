--- Does the sentence speak of what was or of what will be, near a time of which only a part is
-- known ("on Wednesday", "in May")? Looks at words before, then behind it.
local set = require("lib.words").set

local tense = {}

local REACH = 14

local FUTURE = set [[will 'll ’ll shall won wo due expected scheduled slated upcoming plans plan planned next
    forthcoming tomorrow may might could]]
local PAST = set [[was were had did has have been said told came went made took gave got held met won lost left
    began ran saw heard found became brought sent spoke fell rose struck shot flew drew broke
    led fought caught bought sold built kept laid paid wrote drove rode woke ate spent stood swore threw wore
    fled sank shook slid stole stuck swept taught tore underwent withdrew]]
-- Verbs of what is scheduled: in the present tense they tell of what is to come.
local SCHEDULED = set [[take takes resume resumes meet meets begin begins starts opens expire expires travels arrive
    arrives holds hosts convene convenes gathers decides if unless]]
-- Behind a form of "to be" a participle tells nothing of the past.
local PRESENT = set "is are be being 's ’s not"
-- Directly before a time: what ends then is to come, what began then is over.
local FORWARD = set "by until till starting beginning"
-- Adjectives and nouns that end like a past tense.
local NO_PAST = set [[red bed led need speed seed feed deed indeed exceed proceed succeed hundred sacred united
    armed]]

-- What a word tells, remembered; so many words, then anew.
local known, n_known = {}, 0

local function of_form(raw, w)
    local t = known[raw]
    if t == nil then
        if n_known >= 4096 then
            known, n_known = {}, 0
        end
        t = (FUTURE[w] or SCHEDULED[w] and raw == w) and "future"
            or (PAST[w] or (w:find("ed$") and not NO_PAST[w] and #w > 3 and raw == w))
            and "past"
            or w == "to" and "to" or false
        known[raw], n_known = t, n_known + 1
    end
    return t
end

local function of_word(P, i, hi)
    local raw, w = P:token(i)
    local t = of_form(raw, w)
    if t == "past" and i > P.lo and not PAST[w] then
        local _, before = P:token(i - 1)
        return PRESENT[before] and "future" or t
    elseif t ~= "to" then
        return t or nil
    end
    -- "to" and a verb
    if i < hi then
        local next_raw, verb = P:token(i + 1)
        if next_raw == verb and verb:find("^%a%a+$") and verb ~= "the" and not verb:find("ing$") then
            return "future"
        end
    end
end

--- "past", "future", or nil where nothing tells.
function tense.near(P, first, last)
    local lo, hi = P.lo, P.hi
    local before = first > lo and select(2, P:token(first - 1))
    if before == "since" then
        return "past"
    end
    for i = first - 1, math.max(lo, first - REACH), -1 do
        local t = of_word(P, i, hi)
        if t then
            return t
        end
    end
    if FORWARD[before] then
        return "future"
    end
    for i = last + 1, math.min(hi, last + REACH) do
        local t = of_word(P, i, hi)
        if t then
            return t
        end
    end
end

-- "the third strike in", "the worst flood in": what is counted or compared is over.
local ORDER = set "first second third fourth fifth sixth seventh eighth ninth tenth"
local NO_SUPERLATIVE = set "west east guest forest interest protest arrest request harvest nest test rest contest"
local CLAUSE = set [[that said says , ; : is are was were who which would could should will 'll ’ll shall may might must
    to]]

local function compares(w)
    return w:find("%a%aest$") and not NO_SUPERLATIVE[w] or w == "most" or w == "worst"
end

--- Does "in two weeks", the "in" of which is token `i`, tell how long something took or
-- within what it was counted, rather than when it will be? Behind a noun that is compared or
-- counted, and in a clause in the present perfect.
function tense.is_over(P, i)
    for k = i - 1, math.max(P.lo, i - REACH), -1 do
        local _, w = P:token(k)
        local between = i - 1 - k -- words of the noun
        if CLAUSE[w] then
            return false
        elseif w == "has" or w == "have" or between == 1 and ORDER[w]
            or (between == 1 or between == 2) and compares(w) then
            return true
        end
    end
    return false
end

return tense
