--- Numbers in digits: one token, or the text of one, to its value.
-- Refuses what is no number of its own (192.168.1.2, superscripts).
local numeral = {}

local VULGAR = {
    ["½"] = 1 / 2, ["⅓"] = 1 / 3, ["⅔"] = 2 / 3, ["¼"] = 1 / 4, ["¾"] = 3 / 4,
    ["⅕"] = 1 / 5, ["⅖"] = 2 / 5, ["⅗"] = 3 / 5, ["⅘"] = 4 / 5, ["⅙"] = 1 / 6,
    ["⅚"] = 5 / 6, ["⅛"] = 1 / 8, ["⅜"] = 3 / 8, ["⅝"] = 5 / 8, ["⅞"] = 7 / 8,
}

-- Where the ten digits of other scripts begin.
local ZEROS = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10}

local SUFFIX = {G = 1e9, K = 1e3, k = 1e3, M = 1e6, B = 1e9, T = 1e12}

--- Digits of any script as ASCII; nil if there is something else.
local function ascii(text)
    if not text:find("[\128-\255]") then
        return text
    end
    local out = {}
    for _, c in utf8.codes(text) do
        local char = c < 128 and string.char(c) or nil
        for _, zero in ipairs(ZEROS) do
            if c >= zero and c <= zero + 9 then
                char = string.char(48 + c - zero)
            end
        end
        if c == 0x66C then
            char = ","
        elseif c == 0x66B then
            char = "."
        end
        if not char then
            return nil
        end
        out[#out + 1] = char
    end
    return table.concat(out)
end

--- An integer where it is one exactly, so that it prints without a point.
function numeral.tidy(x)
    if x == nil or x ~= x or x == math.huge or x == -math.huge then
        return nil
    end
    if math.type(x) == "float" then
        x = tonumber(("%.15g"):format(x)) -- 16.379e9, not 16379000000.000002
    end
    if math.type(x) == "float" and x % 1 == 0 and math.abs(x) < 9e15 then
        return math.tointeger(x)
    end
    return x
end

--- "1,234.5", "12,34,567", "1.234,5", "5,00", "1.234.567" without separators.
local function plain(text)
    local groups, rest = text:match("^(%d%d?%d?,[%d,]*%d%d%d)(%.?%d*)$")
    if groups then
        for group in groups:gsub("^%d+,", ""):gmatch("[^,]+") do
            if #group ~= 3 and #group ~= 2 then
                return nil
            end
        end
        return groups:gsub(",", "") .. rest
    end
    groups, rest = text:match("^(%d%d?%d?%.%d%d%d[%d.]*),(%d+)$")
    if groups then
        return groups:gsub("%.", "") .. "." .. rest
    end
    if text:find("^%d%d?%d?%.%d%d%d%.%d%d%d$") then
        return (text:gsub("%.", ""))
    end
    groups, rest = text:match("^(%d+),(%d+)$")
    if groups then
        return groups .. "." .. rest
    end
    return text:match("^%d*%.?%d+$") or text:match("^%d+%.$")
end

--- The value of `text`, or nil.
function numeral.value(text)
    local body, tail = text:match("^([%d.,]*)([\194\226][\128-\191]+)$")
    if tail and VULGAR[tail] then
        local whole = body == "" and 0 or tonumber(body)
        return whole and numeral.tidy(whole + VULGAR[tail])
    end
    local ok = utf8.len(text) and ascii(text)
    if not ok or #ok > 40 then
        return nil
    end
    local sign, digits = ok:match("^([+-]?)(.+)$")
    if not digits then
        return nil
    end
    local number = tonumber(plain(digits) or digits:match("^%d+%.?%d*[eE]%d+$"))
    if not number then
        local head, suffix = digits:match("^([%d.,]+)(%a)$")
        number = head and SUFFIX[suffix] and tonumber(plain(head))
        if number and suffix == "G" and number < 10 and number % 1 == 0 then
            return nil -- 5G is a network
        end
        number = number and number * SUFFIX[suffix]
    end
    if not number then
        return nil
    end
    return numeral.tidy(sign == "-" and -number or number)
end

return numeral
