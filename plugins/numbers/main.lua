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
        local number = numeral.tidy(value)
        if number then
            found[#found + 1] = {t[i].at, t[after - 1].at, number}
        end
        i = value and after or i + 1 -- what is too large to tell is passed over
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

--- A minus that is none: it touches what stands before it, or not what stands
-- behind; alone in its sentence ("- 5") it is one.
local function signs(doc, hit, t)
    local _, from, stop = doc:sentence_at(hit.first)
    t.alone = hit.first == from and hit.last == stop
    for i = 1, 2 do
        local before = i > 1 and t[i - 1] or hit.first > from and words.at(doc, hit.first - 1)
        local sign = t[i] and t[i].sort == "dash" and t[i + 1] and t[i + 1].sort == "Digits"
        if sign and before and t[i].b - before.e == 1 and before.sort ~= "minus" then
            t[i].sort = "hyphen"
        end
    end
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
    return tonumber(text:match("^[+-]?[%d.]+[eE][+-]?%d+$"))
end

--- What `several` found, by what stands in it.
function plugin.several(doc, hit)
    local text = hit.text
    if hit.first == hit.last then
        local value = numeral.value(text)
        return value and {number = value} or false
    elseif text:find("%^") or text:find("%d[eE]%s?[+-]") then
        local value = numeral.tidy(power((text:gsub("%s", ""))))
        return value and {number = value} or false
    end
    local t = words.run(doc, hit.first, hit.last)
    signs(doc, hit, t)
    local found = numbers_of(t)
    local a, b = found[1], found[#found]
    local whole = #found == 2 and a[1] == hit.first
    local part = text:find(" over ") or text:find(" out of ") or text:find(" in ")
    if part and whole and b[2] == hit.last and b[3] ~= 0 then
        -- one in five, nine out of ten; not: five out of three
        if a[3] < b[3] or text:find(" over ") then
            return {number = numeral.tidy(a[3] / b[3])}
        end
    elseif whole and b[2] == hit.last - 1 and a[3] == b[3] and text:sub(-1) == ")" then
        return {number = a[3]} -- forty-five (45)
    end
    return give(doc, found)
end

--- 21st, 1,000th; twenty-first: what stands before adds up with the last word,
-- or multiplies.
function plugin.ordinal(doc, hit)
    local digits = hit.text:match("^([%d,]+)%a+$")
    if digits then
        local value = numeral.value(digits)
        return value and {number = value} or false
    end
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
    if nth >= 100 then
        value = value < nth and value * nth or value + nth -- two hundredth, one thousand hundredth
    elseif value % 100 ~= 0 and (value % 10 ~= 0 or value % 100 < 20 or nth > 9) then
        return {number = nth, first = hit.last} -- one third
    else
        value = value + nth
    end
    return {number = numeral.tidy(value)}
end

local SCALES = {Scale = true, Scales = true, Short = true, Dozen = true, Dozens = true}

--- A range: the lesser end takes on the scale of the greater (2-3 million).
function plugin.range(doc, hit)
    local a, b = hit.fields.min, hit.fields.max
    if not a or not b then
        return false
    end
    local low, high = hit.captures.low, hit.captures.high
    local scale = high and words.at(doc, high.last)
    local scaled = scale and SCALES[scale.sort]
    if scaled and low.first == low.last and words.at(doc, low.last).sort ~= scale.sort
        and a * scale.value <= b then
        a = a * scale.value
    end
    if a >= b then -- 3-1: two numbers
        local c, x = hit.captures, hit.fields.min
        doc:add("_amount", c.low.first, c.low.last, {type = "Amount", min = x, max = x, number = x})
        return {min = b, max = b, number = b, first = c.high.first, last = c.high.last}
    end
    return {min = numeral.tidy(a), max = numeral.tidy(b), number = numeral.tidy(a)}
end

return plugin
