--- Sums in one token: 12p, 42RM, 30MUSD, EUR3.5bn. What the tokenizer takes
-- apart itself (USD5, 5EUR) does not come here.
local glued = {}

-- Letters behind digits that multiply them.
glued.TIMES = {k = 1e3, m = 1e6, mn = 1e6, b = 1e9, bn = 1e9, t = 1e12, tn = 1e12}

-- What is no code: letters, currency, the part of it.
local LETTERS = {
    rm = {"MYR"}, le = {"EGP"}, tk = {"BDT"}, r = {"ZAR"}, rs = {"INR"}, tl = {"TRY"},
    ksh = {"KES"}, fcfa = {"XOF"}, ["원"] = {"KRW"}, p = {"GBP", 0.01}, c = {"USD", 0.01},
}

local CODES = {}
for code in ([[
    AED AFN AMD ANG AOA ARS AUD AZN BAM BBD BDT BGN BHD BIF BND BOB BRL BWP BYN CAD CDF CHF CLP
    CNY COP CRC CZK DJF DKK DOP DZD EGP ETB EUR FJD GBP GEL GHS GNF HKD HNL HUF IDR ILS INR IQD
    IRR ISK JMD JOD JPY KES KGS KHR KRW KWD KZT LAK LBP LKR LRD LYD MAD MDL MKD MMK MNT MOP MUR
    MVR MXN MYR MZN NGN NOK NPR NZD OMR PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SDG SEK
    SGD SOS SYP THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VND XAF XOF YER ZAR ZMW
]]):gmatch("%u+") do
    CODES[code] = {code}
end

-- Lines of a screen, not pence.
local SCREENS = {}
for lines in ("144 240 360 480 720 1080 1440 2160"):gmatch("%d+") do
    SCREENS[lines] = true
end

--- Digits, what multiplies them, letters of the currency; nil if it is
-- neither order.
local function take_apart(text)
    local digits, times, letters = text:match("^([%d.,]+)([MkK]?)(%a+)")
    if digits and not CODES[letters] and CODES[times .. letters] then
        times, letters = "", times .. letters
    end
    if not digits then
        digits, letters = text:match("^([%d.,]+)([^%d%s]+)")
    end
    if not digits then
        letters, digits, times = text:match("^(%a+)([%d.,]+)(%a*)")
    end
    return digits, times or "", letters
end

--- Amount and currency of a token; `followed` by "$" or by a scale.
function glued.sum(text, followed)
    local digits, times, letters = take_apart(text)
    local amount = digits and tonumber((digits:gsub(",", "")))
    local by = times == "" and 1 or glued.TIMES[times:lower()]
    if not amount or not by then
        return nil
    end
    local low = letters:lower()
    if low == "us" and followed == "$" then
        return amount * by, "USD"
    end
    local sort = CODES[letters] or letters ~= "C" and LETTERS[low] -- 40C is warm
    local short = low == "r" and #digits < 2 and followed == "" -- a name: R5
    if not sort or short or (low == "p" and SCREENS[digits]) then
        return nil
    end
    return amount * by * (sort[2] or 1), sort[1]
end

return glued
