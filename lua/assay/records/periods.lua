--- Dates as intervals of days, and the periods that a time line counts in.
-- A day is an ISO date, "2024-03-05"; such strings sort as the days do. An
-- interval is two of them, both included.
local periods = {}

-- ---- days ------------------------------------------------------------------

--- Days since 1970-01-01 of the proleptic Gregorian calendar (Hinnant,
-- "chrono-compatible low-level date algorithms", days_from_civil).
local function number_of(year, month, day)
    year = month <= 2 and year - 1 or year
    local era = year // 400
    local of_era = year - era * 400
    local of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100
        + of_year - 719468
end

--- The other way (civil_from_days).
local function day_of(number)
    local z = number + 719468
    local era = z // 146097
    local of_era = z - era * 146097
    local year = (of_era - of_era // 1460 + of_era // 36524
        - of_era // 146096) // 365
    local of_year = of_era - (365 * year + year // 4 - year // 100)
    local m = (5 * of_year + 2) // 153
    local month = m < 10 and m + 3 or m - 9
    return ("%04d-%02d-%02d"):format(year + era * 400
        + (month <= 2 and 1 or 0), month, of_year - (153 * m + 2) // 5 + 1)
end

local function split(day)
    local y, m, d = day:match("^(%d%d%d%d)-(%d%d)-(%d%d)")
    return math.tointeger(y), math.tointeger(m), math.tointeger(d)
end

local function last_of_month(year, month)
    return month == 12 and number_of(year + 1, 1, 1) - 1
        or number_of(year, month + 1, 1) - 1
end

local function months(year, from, to)
    return day_of(number_of(year, from, 1)), day_of(last_of_month(year, to))
end

--- Monday of an ISO week: week 1 holds the fourth of January.
local function monday_of(year, week)
    local fourth = number_of(year, 1, 4)
    return fourth - (fourth + 3) % 7 + (week - 1) * 7
end

-- ---- intervals ----------------------------------------------------------

local SEASONS = {SP = {3, 5}, SU = {6, 8}, FA = {9, 11}}

local function of_day(y, m, d)
    if m < 1 or m > 12 or d < 1 or d > 31
        or number_of(y, m, d) > last_of_month(y, m) then
        return nil
    end
    local day = ("%04d-%02d-%02d"):format(y, m, d)
    return day, day
end

local function of_part(y, part)
    local quarter = part:match("^Q([1-4])$")
    local half = part:match("^H([12])$")
    local week, of_week = part:match("^W(%d%d)-?([1-7]?)$")
    if quarter then
        return months(y, quarter * 3 - 2, quarter * 3)
    elseif half then
        return months(y, half * 6 - 5, half * 6)
    elseif week and tonumber(week) >= 1 and tonumber(week) <= 53 then
        local monday = monday_of(y, math.tointeger(week))
        local at = math.tointeger(of_week)
        return day_of(monday + (at and at - 1 or 0)),
            day_of(monday + (at and at - 1 or 6))
    elseif SEASONS[part] then
        return months(y, table.unpack(SEASONS[part]))
    elseif part == "WI" then
        return months(y, 12, 12), (select(2, months(y + 1, 1, 2)))
    end
end

--- The first and last day of a date as ISO 8601 and TIMEX3 write it: a year,
-- quarter, half, season, month, week, day or time of day, or two of them with
-- a slash between. nil where it says no definite one.
-- @tparam string text "2024", "2024-03", "2024-W10", "2024-03-05T17:00" ...
-- @treturn string|nil first day
-- @treturn string|nil last day, included
function periods.interval(text)
    local from, to = text:match("^([^/]+)/([^/]+)$")
    if from then
        local first = periods.interval(from)
        local _, last = periods.interval(to)
        if first and last and first <= last then
            return first, last
        end
        return nil
    end
    local y, rest = text:match("^(%d%d%d%d)(.*)$")
    y = math.tointeger(y)
    if not y then
        return nil
    elseif rest == "" then
        return months(y, 1, 12)
    end
    local m, d = rest:match("^%-(%d%d)%-(%d%d)%f[T\0]")
    if m then
        return of_day(y, math.tointeger(m), math.tointeger(d))
    end
    m = rest:match("^%-(%d%d)$")
    if m then
        m = math.tointeger(m)
        if m < 1 or m > 12 then
            return nil
        end
        return months(y, m, m)
    end
    return of_part(y, rest:sub(2))
end

-- ---- periods ---------------------------------------------------------------

local UNITS = {
    day = {
        label = function(day) return day:sub(1, 10) end,
        next = function(label)
            return day_of(number_of(split(label)) + 1)
        end,
    },
    week = {
        label = function(day)
            local n = number_of(split(day))
            local thursday = day_of(n - (n + 3) % 7 + 3)
            local year = math.tointeger(thursday:sub(1, 4))
            local week = (number_of(split(thursday))
                - number_of(year, 1, 1)) // 7 + 1
            return ("%04d-W%02d"):format(year, week)
        end,
    },
    month = {label = function(day) return day:sub(1, 7) end},
    year = {label = function(day) return day:sub(1, 4) end},
}

periods.UNITS = {"day", "week", "month", "year"}

--- The period that a day is in: "2024-03-05", "2024-W10" (ISO 8601 weeks),
-- "2024-03" or "2024".
function periods.label(day, by)
    return UNITS[by].label(day)
end

--- The period behind one.
function periods.next(label, by)
    local step = UNITS[by].next
    if step then
        return step(label)
    end
    local _, last = periods.interval(label)
    return UNITS[by].label(day_of(number_of(split(last)) + 1))
end

local DAYS = {day = 1, week = 7, month = 30, year = 365}

--- About how many periods lie from one day to another.
function periods.count(first, last, by)
    return (number_of(split(last)) - number_of(split(first))) // DAYS[by] + 1
end

return periods
