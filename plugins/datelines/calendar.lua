--- Full dates in English heads: day, month and year.
local calendar = {}

local MONTHS = {
    january = 1, jan = 1, february = 2, feb = 2, march = 3, mar = 3, april = 4, apr = 4, may = 5, june = 6, jun = 6,
    july = 7, jul = 7, august = 8, aug = 8, september = 9, sept = 9, sep = 9, october = 10, oct = 10, november = 11,
    nov = 11, december = 12, dec = 12,
}
local LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

--- The number of a month's name, with or without a full stop, or nil.
function calendar.month(word)
    return MONTHS[(word:lower():gsub("%.$", ""))]
end

local function is_leap(year)
    return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

--- "2026-03-04", or nil if there is no such day.
function calendar.iso(year, month, day)
    if not month or month < 1 or month > 12 or day < 1 or year < 1000 then
        return nil
    end
    if day > LENGTHS[month] + (month == 2 and is_leap(year) and 1 or 0) then
        return nil
    end
    return ("%04d-%02d-%02d"):format(year, month, day)
end

local FORMS = {
    {"(%a+)%.?%s+(%d%d?),?%s+(%d%d%d%d)%f[%D]", function(m, d, y) return y, calendar.month(m), d end},
    {"%f[%d](%d%d?)%.?%s+(%a+)%.?,?%s+(%d%d%d%d)%f[%D]", function(d, m, y) return y, calendar.month(m), d end},
    {"%f[%d](%d%d%d%d)%-(%d%d)%-(%d%d)%f[%D]", function(y, m, d) return y, tonumber(m), d end},
}

--- The first full date in a text: ISO date, first and last byte; or nil.
function calendar.full(text)
    local best, from, to
    for _, form in ipairs(FORMS) do
        local first, last, a, b, c = text:find(form[1])
        local year, month, day
        if first then
            year, month, day = form[2](a, b, c)
        end
        local date = month and calendar.iso(tonumber(year), month, tonumber(day))
        if date and (not from or first < from) then
            best, from, to = date, first, last
        end
    end
    return best, from, to
end

--- Does a text begin with a day and a month, year or not? Where it ends.
function calendar.begins(text)
    local _, last, month = text:find("^(%a+)%.?%s+%d%d?%f[%D]")
    if not (month and calendar.month(month)) then
        _, last, month = text:find("^%d%d?%.?%s+(%a+)%.?")
    end
    if not (month and calendar.month(month)) then
        _, last = text:find("^%d%d%d%d%-%d%d%-%d%d%f[%D]")
        return last
    end
    local _, year = text:find("^,?%s+%d%d%d%d%f[%D]", last + 1)
    return year or last
end

return calendar
