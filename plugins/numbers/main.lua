--- What the rules of this plugin call: arithmetic of numbers of several words.
local grammar = require "grammar"
local numeral = require "numeral"
local words = require "words"

local plugin = {}

--- All numbers of a run: {first, last (tokens), value}, in order.
local function numbers_of(t)
    local found, i = {}, 1
    while i <= #t do
        local value, after = grammar.parse(t, i)
        value = numeral.tidy(value)
        if value then
            found[#found + 1] = {t.first + i - 1, t.first + after - 2, value}
            i = after
        else
            i = i + 1
        end
    end
    return found
end

--- The first becomes the hit itself, the others spans of their own.
local function give(doc, found)
    for i = 2, #found do
        doc:add("_number", found[i][1], found[i][2], {type = "Number", number = found[i][3]})
    end
    local one = found[1]
    return one and {first = one[1], last = one[2], number = one[3]} or false
end

--- A token that is not just digits: 2½, .77, 5,00, 1.3e6.
function plugin.numeral(doc, hit)
    local text = doc:text(hit.first, hit.last)
    local value = numeral.value(text)
    return value and {number = value} or false
end

function plugin.compound(doc, hit)
    return give(doc, numbers_of(words.run(doc, hit.first, hit.last)))
end

--- A sign before digits: touching them, and not what stands before it.
function plugin.negative(doc, hit)
    local t = words.run(doc, hit.first, hit.last)
    local _, from, stop = doc:sentence_at(hit.first)
    t.alone = hit.first == from and hit.last == stop
    if hit.first > from and t[1].b - words.at(doc, hit.first - 1).e == 1 then
        t[1].sort = "other"
    end
    return give(doc, numbers_of(t))
end

--- 1.1^23, 1.3x10^6, -2500^-1, -12e-1; of -2500^-1 the sign belongs to the
-- base, as sums are read.
local function power(text)
    local sign, body, exponent = text:match("^([+-]?)([%d.x*]+)%^([+-]?%d+)$")
    local times, base = (body or ""):match("^([%d.]+)[x*]([%d.]+)$")
    base = tonumber(base or body)
    if base and exponent then
        base = sign == "-" and not times and -base or base
        return base ^ tonumber(exponent) * (tonumber(times) or 1)
    end
    return tonumber(text:match("^[+-]?[%d.]+[eE]%-?%d+$"))
end

--- Digits that belong together: 40 000, 10 1/2, 2^10.
function plugin.apart(doc, hit)
    if hit.text:find("[%^eE]") then
        local value = numeral.tidy(power((hit.text:gsub("%s", ""))))
        return value and {number = value} or false
    end
    return give(doc, numbers_of(words.run(doc, hit.first, hit.last)))
end

--- What is no number at all: no one, the second half.
function plugin.none()
    return false
end

--- Forty-five (45): the same number twice is one.
function plugin.twice(doc, hit)
    local found = numbers_of(words.run(doc, hit.first, hit.last))
    local a, b = found[1], found[2]
    if #found == 2 and a[1] == hit.first and b[2] == hit.last - 1 and a[3] == b[3] then
        return {number = a[3]}
    end
    return give(doc, found)
end

--- One in five, one out of three, one over three: a part; where the first is
-- not the lesser (five out of three), two numbers.
function plugin.ratio(doc, hit)
    local found = numbers_of(words.run(doc, hit.first, hit.last))
    local a, b = found[1], found[#found]
    local whole = #found == 2 and a[1] == hit.first and b[2] == hit.last
    if whole and b[3] ~= 0 and (a[3] < b[3] or hit.text:find(" over ")) then
        return {number = numeral.tidy(a[3] / b[3])}
    end
    return give(doc, found)
end

--- 21st, 1,000th.
function plugin.ordinal_digits(_, hit)
    local digits = hit.text:match("^([%d,]+)%a+$")
    local value = digits and numeral.value(digits)
    return value and {number = value} or false
end

--- Twenty-first: what stands before adds up with the last word, or multiplies.
function plugin.ordinal(doc, hit)
    local t = words.run(doc, hit.first, hit.last)
    local nth = t[#t].value
    t[#t] = nil
    if t[#t].sort == "dash" or t[#t].sort == "and" then
        t[#t] = nil
    end
    local value, after = grammar.parse(t, 1)
    if not value or after <= #t then
        return {number = nth, first = hit.last}
    end
    local scale = nth >= 100 and nth or 1
    value = scale > 1 and value < scale and value * scale or value + nth
    return {number = numeral.tidy(value)}
end

--- A range: the lesser end takes on the scale of the greater (2-3 million).
function plugin.range(doc, hit)
    local a, b = hit.fields.min, hit.fields.max
    if not a or not b then
        return false
    end
    local low, high = hit.captures.low, hit.captures.high
    local scale = high and words.at(doc, high.last)
    local scaled = scale and (scale.sort == "Scale" or scale.sort == "Scales" or scale.sort == "Short"
        or scale.sort == "Dozen" or scale.sort == "Dozens")
    if scaled and low.first == low.last and words.at(doc, low.last).sort ~= scale.sort
        and a * scale.value <= b then
        a = a * scale.value
    end
    if a >= b then
        return false
    end
    return {min = numeral.tidy(a), max = numeral.tidy(b), number = numeral.tidy(a)}
end

return plugin
