--- Civil dates as serial numbers of days (0 is 1970-01-01, a Thursday), in the
-- proleptic Gregorian calendar. Weekdays count from Monday, 1.
local calendar = {}

local LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

function calendar.is_leap(y)
    return y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0)
end

function calendar.month_length(y, m)
    return m == 2 and calendar.is_leap(y) and 29 or LENGTHS[m]
end

--- Does the day exist? Without a year, does it exist in some year?
function calendar.exists(y, m, d)
    return m >= 1 and m <= 12 and d >= 1 and d <= calendar.month_length(y or 2000, m)
end

function calendar.serial(y, m, d)
    if m <= 2 then
        y = y - 1
    end
    local era = y // 400
    local of_era = y - era * 400
    local of_year = (153 * (m + (m > 2 and -3 or 9)) + 2) // 5 + d - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end

function calendar.civil(serial)
    serial = serial + 719468
    local era = serial // 146097
    local of_era = serial - era * 146097
    local y = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    local of_year = of_era - (365 * y + y // 4 - y // 100)
    local mp = (5 * of_year + 2) // 153
    local m = mp < 10 and mp + 3 or mp - 9
    return y + era * 400 + (m <= 2 and 1 or 0), m, of_year - (153 * mp + 2) // 5 + 1
end

function calendar.weekday(serial)
    return (serial + 3) % 7 + 1
end

function calendar.monday(serial)
    return serial - calendar.weekday(serial) + 1
end

--- The Monday of the first ISO week of a year: the week that has 4 January.
function calendar.first_week(y)
    return calendar.monday(calendar.serial(y, 1, 4))
end

--- Year and number of the ISO week that the day lies in.
function calendar.iso_week(serial)
    local thursday = calendar.monday(serial) + 3
    local y = calendar.civil(thursday)
    return y, (thursday - calendar.first_week(y)) // 7 + 1
end

--- Months later, on the same day or, where there is none, the month's last.
function calendar.add_months(serial, n)
    local y, m, d = calendar.civil(serial)
    local months = y * 12 + m - 1 + n
    y, m = months // 12, months % 12 + 1
    return calendar.serial(y, m, math.min(d, calendar.month_length(y, m)))
end

--- The nth weekday of a month; from its end where n is negative; nil if there
-- is none.
function calendar.nth_weekday(y, m, weekday, n)
    local d
    if n > 0 then
        local first = calendar.weekday(calendar.serial(y, m, 1))
        d = 1 + (weekday - first) % 7 + (n - 1) * 7
    else
        local length = calendar.month_length(y, m)
        local last = calendar.weekday(calendar.serial(y, m, length))
        d = length - (last - weekday) % 7 + (n + 1) * 7
    end
    return calendar.exists(y, m, d) and calendar.serial(y, m, d) or nil
end

--- Easter Sunday (Gauss, in the form of Meeus, Jones and Butcher).
function calendar.easter(y)
    local a, b, c = y % 19, y // 100, y % 100
    local g = (8 * b + 13) // 25
    local h = (19 * a + b - b // 4 - g + 15) % 30
    local k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    local m = (a + 11 * h + 22 * k) // 451
    local n = h + k - 7 * m + 114
    return calendar.serial(y, n // 31, n % 31 + 1)
end

--- Easter Sunday of the Orthodox churches: that of the Julian calendar.
function calendar.orthodox_easter(y)
    local a = (19 * (y % 19) + 15) % 30
    local b = (2 * (y % 4) + 4 * (y % 7) - a + 34) % 7
    local n = a + b + 114
    local julian = calendar.serial(y, n // 31, n % 31 + 1)
    return julian + y // 100 - y // 400 - 2
end

return calendar
