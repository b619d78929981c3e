--- The ways in which the name of one town is written.
-- Rules are tables in data/; nothing here knows a town.
local forms = {}
forms.__index = forms

-- Countries whose towns have names that are romanised from Cyrillic.
local CYRILLIC = {UA = "uk", RU = "ru", BY = "ru", KZ = "ru", KG = "ru",
    TJ = "ru", UZ = "ru", TM = "ru", AM = "ru", AZ = "ru", GE = "ru",
    MD = "ru"}
-- Those where "Al" is the article.
local ARABIC = {AE = true, BH = true, DZ = true, EG = true, IQ = true,
    JO = true, KW = true, LB = true, LY = true, MA = true, MR = true,
    OM = true, PS = true, QA = true, SA = true, SD = true, SY = true,
    TN = true, YE = true}
local ENGLISH = {US = true, CA = true, GB = true, AU = true, NZ = true,
    IE = true}
local GERMAN = {DE = true, AT = true, CH = true}
-- Whose letters keep an apostrophe for a soft sign, which news copy drops.
local SOFT = {UA = true, RU = true, BY = true}

local UMLAUTS = {["ä"] = "ae", ["ö"] = "oe", ["ü"] = "ue", ["Ä"] = "Ae",
    ["Ö"] = "Oe", ["Ü"] = "Ue", ["ß"] = "ss"}
local VOWELS = {}
for _, c in utf8.codes("аеёєиіїоуыэюя") do
    VOWELS[utf8.char(c)] = true
end

--- Read the rules of `folder`; `read` is read.lua.
function forms.new(folder, read)
    local self = setmetatable({plain = {}, systems = {}, endings = {},
        arabic = {}}, forms)
    for _, row in ipairs(read.table(folder .. "/arabic.tsv")) do
        self.arabic[row[1]] = row[2]
    end
    for _, row in ipairs(read.table(folder .. "/plain.tsv")) do
        for _, c in utf8.codes(row[2]) do
            self.plain[utf8.char(c)] = row[1]
        end
    end
    local rows = read.table(folder .. "/romanise.tsv")
    for column = 2, #rows[1] do
        local system = {}
        for i = 2, #rows do
            local k = column
            while rows[i][k] == "" do
                k = k - 1
            end
            local cell = rows[i][k] or error("romanise.tsv: an empty row", 0)
            system[rows[i][1]] = cell == "-" and "" or cell
        end
        self.systems[rows[1][column]] = system
    end
    for i, row in ipairs(read.table(folder .. "/endings.tsv")) do
        if i > 1 then
            self.endings[row[1]] = self.endings[row[1]] or {}
            self.endings[row[1]][row[2]] = row[3]
        end
    end
    return self
end

-- Lower case of what the tables hold: ASCII and Cyrillic.
local function lower_cyrillic(char)
    local c = utf8.codepoint(char)
    if c >= 0x410 and c <= 0x42f then
        return utf8.char(c + 32)
    elseif c >= 0x400 and c <= 0x40f then
        return utf8.char(c + 80)
    elseif c == 0x490 then
        return "ґ"
    end
    return char:lower()
end

--- Without marks: "Īḑlib" is "Idlib". Nil if a letter is left over.
function forms:ascii(name)
    local out = {}
    for _, c in utf8.codes(name) do
        local char = utf8.char(c)
        if c >= 0x300 and c <= 0x36f or c == 0x2bf or c == 0x2be
            or c == 0x2bb or c == 0x60 then
            char = ""
        elseif c == 0x2019 or c == 0x2018 or c == 0x2bc then
            char = "'"
        elseif c == 0x2013 then
            char = "-"
        end
        char = self.plain[char] or char
        if char:find("[\x80-\xff]") then
            return nil
        end
        out[#out + 1] = char
    end
    return table.concat(out)
end

-- The cell for the longest run of letters at `i`: {letters, cell}.
local function step(system, chars, i)
    local before = chars[i - 1]
    local start = before == nil or before == "-" or before == " "
    for n = 2, 1, -1 do
        local run = table.concat(chars, "", i, math.min(i + n - 1, #chars))
        local after = chars[i + n]
        local stop = after == nil or after == "-" or after == " "
        local cell = start and system["^" .. run] or stop
            and system[run .. "$"]
            or (VOWELS[before] or before == "ь" or before == "ъ"
                or before == "'") and system["*" .. run]
            or system[run]
        if cell and (n == 1 or #run > #chars[i]) then
            return n, cell
        end
    end
end

--- A Cyrillic name in Latin letters by one system; nil if it has others.
function forms:romanise(name, system)
    local chars, upper = {}, {}
    for _, c in utf8.codes(name) do
        local char = utf8.char(c)
        local lower = lower_cyrillic(char)
        chars[#chars + 1] = lower
        upper[#chars] = lower ~= char
    end
    local out, i = {}, 1
    while i <= #chars do
        local n, cell = 1, chars[i]
        if cell ~= "-" and cell ~= " " then
            n, cell = step(self.systems[system], chars, i)
            if not n then
                return nil
            end
        end
        out[#out + 1] = upper[i] and cell:sub(1, 1):upper() .. cell:sub(2)
            or cell
        i = i + n
    end
    return table.concat(out)
end

--- Case forms of a Cyrillic name of one word, as a list.
function forms:cases(name, lang)
    local out = {}
    local table_of = self.endings[lang]
    if not table_of or name:find("[ %-]") then
        return out
    end
    for at = 1, #name do
        local ends = table_of[name:sub(at)]
        if ends then
            for form in ends:gmatch("%S+") do
                out[#out + 1] = name:sub(1, at - 1) .. form
            end
            break
        end
    end
    return out
end

--- Parts of a name that stand for one town: "Biel/Bienne", "X (Y)".
local function parts(name)
    local out = {}
    name = name:gsub("%s*%b()", ""):gsub("^City of ", "")
    for part in (name .. "/"):gmatch("%s*([^/]-)%s*/") do
        if part ~= "" and not part:find("[%d,;\"_]")
            and not part:find("%u%.%u") then
            out[#out + 1] = part
        end
    end
    return out
end

--- A name from Arabic as news copy spells it; nil if no rule fits.
function forms:respelt(name)
    local changed = false
    local text = name:gsub("[^%s%-]+", function(word)
        local whole = self.arabic[word] or self.arabic[self:ascii(word)]
        if whole then
            changed = true
            return whole
        end
        for at = 2, #word do
            local tail = self.arabic["-" .. word:sub(at)]
            if tail then
                changed = true
                return word:sub(1, at - 1) .. tail:sub(2)
            end
        end
    end)
    return changed and self:ascii(text) or nil
end

local function latin(self, city, name, add)
    local ascii = self:ascii(name)
    if SOFT[city.alpha2] and ascii then
        ascii = ascii:gsub("'", "")
        add(ascii)
        return
    end
    local news = ARABIC[city.alpha2] and self:respelt(name)
    if news then
        add(news) -- first: the canonical one
    end
    add(name)
    if not ascii then
        return
    end
    add(ascii)
    if ascii:find("'", 1, true) then
        add((ascii:gsub("'", "’")))
    end
    if GERMAN[city.alpha2] then
        add((name:gsub(utf8.charpattern, UMLAUTS)))
    end
    local rest = ARABIC[city.alpha2]
        and ascii:match("^A[lshdrtzn]h?[ %-](%u.*)$")
    if rest then
        add("Al-" .. rest)
        add("al-" .. rest)
        add("Al " .. rest)
    end
    local saint = ENGLISH[city.alpha2] and ascii:match("^Saint (.+)$")
    if saint then
        add("St. " .. saint)
        add("St " .. saint)
    end
    saint = ENGLISH[city.alpha2] and ascii:match("^St%.? (.+)$")
    if saint then
        add("Saint " .. saint)
        add("St " .. saint)
        add("St. " .. saint)
    end
end

local function cyrillic(self, city, names, add)
    local native = CYRILLIC[city.alpha2]
    if not native then
        return
    end
    for _, system in ipairs({"uk1", "uk2", "ru1", "ru2"}) do
        local lang = system:sub(1, 2)
        local text = names[lang] and (lang == "ru" or native == "uk")
            and self:romanise(names[lang], system)
        if text then
            add(text)
        end
    end
end

--- Every form of a city in Latin letters, the usual one first; then in
-- Cyrillic ones. names.uk and names.ru: from the catalogues, may be nil.
function forms:all(city, names)
    local first, list, seen = nil, {}, {}
    local function add(text)
        first = first or text
        if not seen[text] then
            seen[text] = true
            list[#list + 1] = text
        end
    end
    for _, part in ipairs(parts(city.name)) do
        latin(self, city, part, add)
    end
    if not first then
        return nil, list
    end
    cyrillic(self, city, names, add)
    for _, lang in ipairs({"uk", "ru"}) do
        for _, part in ipairs(names[lang] and parts(names[lang]) or {}) do
            add(part)
            for _, form in ipairs(self:cases(part, lang)) do
                add(form)
            end
        end
    end
    return first, list
end

return forms
