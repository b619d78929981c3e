--- New and full moons, and the calendars that go by them: Chinese new year, the months of the
-- Islamic calendar (a month begins on the day after the sunset in Mecca that follows the new moon;
-- where a sighting decides, it may be a day later), and the Hebrew calendar, which is arithmetic.
local calendar = require "lib.calendar"

local moon = {}

local MONTH = 29.530588861
local EPOCH = 10962.59766 -- days from 1970-01-01T00:00 to the new moon of 2000-01-06

local function s(degrees)
    return math.sin(math.rad(degrees % 360))
end

--- Days since 1970-01-01T00:00 UTC of new moon k (0: that of 2000-01-06), of a full moon where k ends
-- in .5. After Meeus, Astronomical Algorithms, chapter 49, without the small terms: to a few minutes.
function moon.phase(k)
    local T = k / 1236.85
    local E = 1 - 0.002516 * T
    local M = 2.5534 + 29.10535670 * k
    local N = 201.5643 + 385.81693528 * k + 0.0107582 * T * T
    local F = 160.7108 + 390.67050284 * k - 0.0016118 * T * T
    local at = EPOCH + MONTH * k + 0.00015437 * T * T
    if k == math.floor(k) then
        at = at - 0.40720 * s(N) + 0.17241 * E * s(M) + 0.01608 * s(2 * N) + 0.01039 * s(2 * F)
    else
        at = at - 0.40614 * s(N) + 0.17302 * E * s(M) + 0.01614 * s(2 * N) + 0.01043 * s(2 * F)
    end
    return at + 0.00739 * E * s(N - M) - 0.00514 * E * s(N + M) + 0.00208 * E * E * s(2 * M) - 0.00111 * s(N - 2 * F)
end

--- The first day from `serial` on that has a new ("new") or full moon, its time moved by `hours`.
function moon.from(serial, which, hours)
    local half = which == "full" and 0.5 or 0
    local k = math.floor((serial - EPOCH) / MONTH) - 2 + half
    while true do
        local day = math.floor(moon.phase(k) + hours / 24)
        if day >= serial then
            return day
        end
        k = k + 1
    end
end

--- Chinese new year: the new moon, in Beijing, from 21 January on.
function moon.chinese(y)
    return moon.from(calendar.serial(y, 1, 21), "new", 8)
end

-- New moon 228 began Shawwal, the tenth month, of 1439.
local function muslim_month(y, m)
    return math.floor(moon.phase(228 + (y - 1439) * 12 + m - 10) + 9 / 24) + 1
end

--- First day in the Gregorian year y of day d of Islamic month m; and of the month after it.
function moon.islamic(y, m, d)
    local from, to = calendar.serial(y, 1, 1), calendar.serial(y, 12, 31)
    local year = math.floor((y - 622) * 33 / 32)
    for n = year - 1, year + 2 do
        local day = muslim_month(n, m) + d - 1
        if day >= from and day <= to then
            return day, muslim_month(n, m + 1)
        end
    end
end

--- 1 Tishri of a Hebrew year.
local function tishri(year)
    local months = (235 * year - 234) // 19
    local parts = 12084 + 13753 * months
    local day = 29 * months + parts // 25920
    if 3 * (day + 1) % 7 < 3 then
        day = day + 1
    end
    return day
end

local function new_year(year)
    local before, here, after = tishri(year - 1), tishri(year), tishri(year + 1)
    local delay = after - here == 356 and 2 or here - before == 382 and 1 or 0
    return here + delay - 2092590 -- 1970-01-01, counted from the eve of the first year
end

--- 1 Tishri (Rosh Hashanah), 25 Kislev (Hanukkah) and 15 Nisan (Passover) in a Gregorian year.
function moon.tishri(y)
    return new_year(y + 3761)
end

function moon.kislev(y)
    local here = new_year(y + 3761)
    local long = (new_year(y + 3762) - here) % 10 == 5 -- the month before has 30 days
    return here + (long and 84 or 83)
end

function moon.nisan(y)
    return new_year(y + 3761) - 163
end

return moon
