--- What the rules of this plugin call: ranges, feet and inches, glued units.
local plugin = {}

local AREA = {["2"] = "square ", ["3"] = "cubic "}
local UNITS = {km = "kilometer", m = "meter", cm = "centimeter", mm = "millimeter", ft = "foot"}

local function tidy(x)
    return math.type(x) == "float" and x % 1 == 0 and math.abs(x) < 9e15 and math.tointeger(x) or x
end

--- The lower end takes on the scale of the upper (2-3 million tonnes).
function plugin.range(doc, hit)
    local f, c = hit.fields, hit.captures
    local low, high = f.amount, f.max
    if not low or not high then
        return false
    end
    local span = doc:within("_numeral", c.high.last, c.high.last)[1]
    local scale = span and (span.numeral == "Scale" or span.numeral == "Short")
        and tonumber(span.number)
    if scale and c.low.first == c.low.last and low * scale <= high then
        low = low * scale
    end
    local other = f.own and f.own ~= f.unit
    if other then
        doc:add("quantity", c.low.first, c.own.last, {amount = tidy(low), unit = f.own})
    end
    if low >= high or other then
        return {amount = tidy(high), unit = f.unit, first = c.high.first}
    end
    return {amount = tidy(low), max = tidy(high), unit = f.unit}
end

function plugin.feet(_, hit)
    local f = hit.fields
    if not f.amount or not f.rest or f.rest >= 12 then
        return false
    end
    return {amount = tidy(f.amount + f.rest / 12), unit = "foot"}
end

local SCALE = {m = 1e6, b = 1e9}

--- 200m people.
function plugin.scaled(_, hit)
    local f = hit.fields
    local by = SCALE[hit.captures.scale.text:lower()]
    return f.amount and by and {amount = tidy(f.amount * by), unit = f.unit} or false
end

--- 120m2, 40C
function plugin.glued(_, hit)
    local degrees = tonumber(hit.text:match("^(%d[%d.]*)C$"))
    if degrees then
        return {amount = degrees, unit = "degree celsius"}
    end
    local digits, letters, power = hit.text:match("^([%d.,]+)(%a+)(%d)$")
    local amount = digits and tonumber((digits:gsub(",", "")))
    local unit = UNITS[letters and letters:lower()]
    return amount and unit and {amount = tidy(amount), unit = AREA[power] .. unit} or false
end

return plugin
