--- What the rules of this plugin call: sums that take arithmetic.
local glued = require "glued"
local places = require "places"

local plugin = {}

-- Before the name of a currency, and behind its number, these tell of the
-- currency itself: the dollar, 2 percent.
local NO_SUM = {}
for word in ("the a an per of in us - against versus percent % times days years"):gmatch("%S+") do
    NO_SUM[word] = true
end

--- Without the errors of binary fractions; an integer where it is one.
local function tidy(x)
    if x == nil or x ~= x or x == math.huge then
        return nil
    end
    x = tonumber(("%.12g"):format(x))
    return x % 1 == 0 and math.abs(x) < 9e15 and math.tointeger(x) or x
end

--- What the word at token `i` multiplies by, or nil.
local function scale_of(doc, i)
    local _, norm = doc:token(i)
    if glued.TIMES[norm] then
        return glued.TIMES[norm]
    end
    local span = doc:within("_numeral", i, i)[1]
    local sort = span and span.numeral
    return (sort == "Scale" or sort == "Scales" or sort == "Short") and tonumber(span.number) or nil
end

--- The currency of a hit: what its rule found, or what the document tells.
local function currency_of(doc, hit)
    local cur = hit.captures.cur
    return hit.fields.currency or cur and places.currency(doc, cur.text:lower()) or nil
end

--- A finding of that amount, over other tokens than the hit's where given.
local function sum(doc, hit, amount, more)
    if not amount then
        return false
    end
    more = more or {}
    more.amount = tidy(amount)
    more.currency = currency_of(doc, hit)
    return more
end

--- $1.5m, 75 EUR million.
function plugin.scaled(doc, hit)
    local by, amount = scale_of(doc, hit.captures.scale.last), hit.fields.amount
    return sum(doc, hit, by and amount and amount * by)
end

--- 50 cents; 30 MUSD, where the part is a multiple.
function plugin.part(doc, hit)
    local part, amount = tonumber(hit.fields.part), hit.fields.amount
    return sum(doc, hit, part and amount and amount * part)
end

function plugin.local_name(doc, hit)
    return sum(doc, hit, hit.fields.amount)
end

--- Ringgit 42; neither the dollar 2 percent down nor Euro 2016.
function plugin.name_first(doc, hit)
    local f = hit.fields
    local before = hit.first > 1 and select(2, doc:token(hit.first - 1))
    local behind = hit.last < #doc and select(2, doc:token(hit.last + 1))
    local year = f.amount and f.amount > 1900 and f.amount < 2100 and f.currency == "EUR"
    return not NO_SUM[before] and not NO_SUM[behind] and not year and sum(doc, hit, f.amount)
end

--- Pounds of something are a weight, but for millions of them.
function plugin.pounds(doc, hit)
    local amount = hit.fields.amount
    local behind = hit.last < #doc and doc:text(hit.last + 1, hit.last + 1)
    return (behind ~= "of" or (amount or 0) >= 1e5) and sum(doc, hit, amount)
end

function plugin.glued(doc, hit)
    local scale = hit.captures.scale
    local followed = scale and "scale" or hit.text:find("%$$") and "$" or ""
    local amount, currency = glued.sum(hit.text, followed)
    if not amount then
        return false
    end
    local by = scale and scale_of(doc, scale.last) or 1
    return {amount = tidy(amount * by), currency = currency}
end

--- Two dollars and five cents, $20 and 43c, five mao five.
function plugin.with_parts(doc, hit)
    local f, c = hit.fields, hit.captures
    local amount, rest, part, tail = f.amount or 1, f.rest, tonumber(f.part), f.tail
    if c.cents then
        rest, part = tonumber(c.cents.text:match("^%d+")), 0.01
    end
    if not rest or not part or amount % 1 ~= 0 or rest >= 100 then
        return false
    end
    amount = amount + rest * part
    if tail and part == 0.1 and tail < 10 then
        return sum(doc, hit, amount + tail / 100)
    end
    return sum(doc, hit, amount, tail and {last = c.minor.last})
end

--- 15 dollars 50: behind a whole amount without scale, two digits are parts.
function plugin.with_rest(doc, hit)
    local f, c = hit.fields, hit.captures
    local amount, rest = f.amount, f.rest
    if not amount or not rest then
        return false
    end
    local symbol = c.cur.first == hit.first
    local whole = amount % 1 == 0 and amount < 1e5 and not c.amount.text:find("[.,]")
    local least = symbol and 10 or 1
    if whole and rest % 1 == 0 and rest >= least and rest < 100 then
        return sum(doc, hit, amount + rest / 100)
    end
    return sum(doc, hit, amount, {last = (symbol and c.amount or c.cur).last})
end

--- The lower end takes on the scale of the upper, where that makes a range;
-- of two currencies, or where it falls, there are two sums, or one.
function plugin.range(doc, hit)
    local f, c = hit.fields, hit.captures
    local low, high = f.amount, f.upto
    if not low or not high then
        return false
    end
    local by = c.n and scale_of(doc, c.n.last)
    local own = c.m and scale_of(doc, c.m.last)
    high, low = high * (by or 1), low * (own or 1)
    local apart = f.second and f.second ~= f.currency
    if apart then
        local second = {type = "Sum", amount = tidy(high), currency = f.second}
        doc:add("_sum", c.other.first, hit.last, second)
    end
    local scale = by or scale_of(doc, c.high.last)
    if scale and not own and not apart and c.low.first == c.low.last and low * scale <= high then
        low = low * scale
    end
    if low < high and not apart then
        return sum(doc, hit, low, {upto = tidy(high)})
    elseif c.cur.first < c.low.first then
        return sum(doc, hit, low, {first = c.cur.first, last = (c.m or c.low).last})
    end
    return sum(doc, hit, high, {first = c.high.first})
end

--- Millions of dollars: at least so many.
function plugin.vague(doc, hit)
    return sum(doc, hit, tonumber(hit.fields.amount), {hedge = hit.fields.hedge})
end

return plugin
