--- The tokens of a run as the grammar of numbers sees them: a list of
-- {sort =, value =, first byte b, last byte e, digits =, norm =}.
local numeral = require "numeral"

local words = {}

local GLUE = {
    ["-"] = "dash", ["–"] = "dash", ["‑"] = "dash", ["and"] = "and", a = "a", an = "a",
    point = "point", minus = "minus", negative = "minus", ["−"] = "minus", of = "of",
    over = "over", out = "out", ["in"] = "in", ["/"] = "slash", ["^"] = "power",
    less = "less", couple = "couple",
}

-- Abbreviations of which the case matters: M is million, m metre.
local CASED = {m = true, mm = true, b = true, g = true}

-- What the list of words says of one, by its norm: asked once.
local known = {}

local function look_up(doc, i, text, norm)
    local key = CASED[norm] and text or norm
    local word = known[key]
    if word == nil then
        local span = doc:within("_numeral", i, i)[1]
        -- reals: products of integers would wrap round
        local value = span and tonumber(span.number) and span.number + 0.0
        word = value and {sort = span.numeral, value = value} or {sort = GLUE[norm] or "other"}
        known[key] = word
    end
    return word
end

--- One token.
function words.at(doc, i)
    local text, norm, b, e = doc:token(i)
    if text:find("^[+-]?[%d.\194\217\219\224\226\239]") and not GLUE[norm] then
        local value = numeral.value(text)
        if value then
            return {sort = "Digits", value = value + 0.0, b = b, e = e, text = text}
        end
        return {sort = "other", b = b, e = e, text = text}
    end
    local word = look_up(doc, i, text, norm)
    return {sort = word.sort, value = word.value, b = b, e = e, text = text, norm = norm}
end

-- Beside these a hyphen only joins: two-and-a-half, one-half, five-million.
local JOINED = {["and"] = true, a = true, Half = true, Part = true, Scale = true}

--- Tokens `first` to `last`, each with its place `at`, but for hyphens that
-- only join; what stands behind them is `more`.
function words.run(doc, first, last)
    local out = {}
    for i = first, last do
        local w = words.at(doc, i)
        w.at = i
        local n = #out
        local left = n > 1 and out[n].sort == "dash" and out[n - 1]
        if left and left.sort ~= "Digits" and (JOINED[w.sort] or JOINED[left.sort]) then
            out[n] = nil
        end
        out[#out + 1] = w
    end
    local _, _, stop = doc:sentence_at(first)
    out.more = last < stop and words.at(doc, last + 1) or nil
    return out
end

return words
