--- What the rules of this plugin call: sums that take arithmetic.
local plugin = {}

-- Letters behind a number that multiply it; metres are no money.
local TIMES = {k = 1e3, m = 1e6, mn = 1e6, b = 1e9, bn = 1e9, t = 1e12, tn = 1e12}

-- Of currencies that are written on to the number: letters, currency, part.
local GLUED = {
    rm = {"MYR"}, kr = {nil}, le = {"EGP"}, tk = {"BDT"}, r = {"ZAR"}, rs = {"INR"}, tl = {"TRY"},
    ksh = {"KES"}, fcfa = {"XOF"}, us = {"USD"}, ["원"] = {"KRW"}, p = {"GBP", 0.01}, c = {"USD", 0.01},
}

-- Codes of ISO 4217 that the tokenizer leaves on a number.
local CODES = {}
for code in ([[AED AFN AMD ANG AOA ARS AUD AZN BAM BBD BDT BGN BHD BIF BND BOB BRL BWP BYN CAD CDF CHF CLP CNY COP CRC
    CZK DJF DKK DOP DZD EGP ETB EUR FJD GBP GEL GHS GNF HKD HNL HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KRW
    KWD KZT LAK LBP LKR LRD LYD MAD MDL MKD MMK MNT MOP MUR MVR MXN MYR MZN NGN NOK NPR NZD OMR PEN PGK PHP PKR PLN PYG
    QAR RON RSD RUB RWF SAR SDG SEK SGD SOS SYP THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VND XAF XOF YER ZAR
    ZMW]]):gmatch("%u+") do
    CODES[code] = true
end

-- Heights of screens, not pence.
local SCREENS = {["144"] = true, ["240"] = true, ["360"] = true, ["480"] = true, ["720"] = true, ["1080"] = true}

local function tidy(x)
    if x == nil or x ~= x or x == math.huge then
        return nil
    end
    x = tonumber(string.format("%.12g", x))
    return x % 1 == 0 and math.abs(x) < 9e15 and math.tointeger(x) or x
end

--- What the word at token `i` multiplies by, or nil.
local function scale_of(doc, i)
    local text, norm = doc:token(i)
    if TIMES[norm] then
        return TIMES[norm]
    end
    local span = doc:within("_numeral", i, i)[1]
    local sort = span and span.numeral
    if sort == "Scale" or sort == "Scales" or sort == "Short" then
        return tonumber(span.number), text
    end
    return nil
end

function plugin.scaled(doc, hit)
    local f = hit.fields
    local by = scale_of(doc, hit.captures.scale.last)
    if not by or not f.amount then
        return false
    end
    return {amount = tidy(f.amount * by), currency = f.currency}
end

function plugin.part(_, hit)
    local f = hit.fields
    local part = tonumber(f.part)
    return part and f.amount and {amount = tidy(f.amount * part), currency = f.currency} or false
end

--- Pounds of something are a weight, but for millions of them.
function plugin.pounds(doc, hit)
    local f = hit.fields
    local small = f.amount and f.amount < 1e5
    local following = hit.last < #doc and doc:text(hit.last + 1, hit.last + 1)
    return not (small and following == "of") and f.amount and {amount = f.amount, currency = f.currency} or false
end

--- 12p, 42RM, 30MUSD, RM42.
function plugin.glued(doc, hit)
    local digits, times, letters = hit.text:match("^([%d.,]+)([MkK]?)(%a+)")
    if not digits then
        digits, times, letters = hit.text:match("^([%d.,]+)(.+)")
    end
    if not digits then
        letters, digits, times = hit.text:match("^(%a+)([%d.,]+)(%a*)")
    end
    if not digits then
        return false
    end
    local sort = CODES[letters] and {letters} or GLUED[letters:lower()]
    if not sort and times ~= "" and CODES[times .. letters] then
        sort, times = {times .. letters}, ""
    end
    local us = letters:lower() == "us" and not hit.text:find("%$")
    if not sort or us or (letters == "p" and SCREENS[digits]) or (letters:lower() == "r" and #digits < 2 and not hit.captures.scale) then
        return false
    end
    local amount = tonumber((digits:gsub(",", "")))
    local scale = hit.captures.scale
    if scale and amount then
        amount = amount * (scale_of(doc, scale.last) or 1)
    end
    if not amount or (times ~= "" and not TIMES[times:lower()]) then
        return false
    end
    return {amount = tidy(amount * (TIMES[times:lower()] or 1) * (sort[2] or 1)), currency = sort[1]}
end

--- Two dollars and five cents.
function plugin.with_parts(_, hit)
    local f = hit.fields
    local amount, rest, part = f.amount or 1, f.rest, tonumber(f.part)
    local cents = hit.captures.cents
    if cents then
        rest, part = tonumber(cents.text:match("^%d+")), 0.01
    end
    if not rest or not part or amount % 1 ~= 0 or rest >= 100 then
        return false
    end
    local tail = f.tail
    if not tail then
        return {amount = tidy(amount + rest * part), currency = f.currency}
    elseif part == 0.1 and tail < 10 then -- five mao five
        return {amount = tidy(amount + rest * part + tail / 100), currency = f.currency}
    end
    return {amount = tidy(amount + rest * part), currency = f.currency, last = hit.captures.minor.last}
end

--- 15 dollars 50: behind a whole amount without scale, two digits are parts.
function plugin.with_rest(doc, hit)
    local f = hit.fields
    local amount, rest = f.amount, f.rest
    if not amount or not rest then
        return false
    end
    local symbol = hit.captures.cur.first == hit.first
    local fits = amount % 1 == 0 and amount < 1e5 and rest % 1 == 0 and rest >= (symbol and 10 or 1) and rest < 100
        and not hit.captures.amount.text:find("[.,]")
    if not fits then
        return {amount = amount, currency = f.currency, last = hit.captures[symbol and "amount" or "cur"].last}
    end
    return {amount = tidy(amount + rest / 100), currency = f.currency}
end

--- The lower end takes on the scale of the upper, where that makes a range;
-- else there are two sums, or one.
function plugin.range(doc, hit)
    local f, c = hit.fields, hit.captures
    local low, high = f.amount, f.upto
    if not low or not high then
        return false
    end
    local by = c.n and scale_of(doc, c.n.last) or nil
    local apart = f.second and f.second ~= f.currency
    local own = c.m and scale_of(doc, c.m.last) or nil
    high, low = high * (by or 1), low * (own or 1)
    local scale = by or scale_of(doc, c.high.last)
    if apart then
        doc:add("_sum", c.other.first, hit.last, {type = "Sum", amount = tidy(high), currency = f.second})
    end
    if scale and not own and not apart and c.low.first == c.low.last and low * scale <= high then
        low = low * scale
    end
    if low >= high or apart then
        return {amount = tidy(low), currency = f.currency, first = c.cur.first < c.low.first and c.cur.first or
            c.low.first, last = c.cur.first < c.low.first and (c.m or c.low).last or hit.last}
    end
    return {amount = tidy(low), upto = tidy(high), currency = f.currency}
end

function plugin.vague(_, hit)
    local f = hit.fields
    local amount = tonumber(f.amount)
    return amount and {amount = tidy(amount), currency = f.currency, hedge = f.hedge} or false
end

return plugin
