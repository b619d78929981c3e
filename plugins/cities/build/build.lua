--- Make the two gazetteers of this plugin from the package libgeonames.
--
--     assay --no-plugins run build.lua HERE SOURCE LOCALES OUT FILE...
--
-- HERE is the plugin's folder, SOURCE holds the resource cities.compiled and
-- codes.tsv (alpha-2, alpha-3), LOCALES
-- the folder with uk/LC_MESSAGES/geonames.mo, OUT the folder for cities.tsv
-- (annotates) and towns.tsv (for lookup only); FILE... are the gazetteers of
-- the other plugins, each with its role in front:
--
--     city:places/data/cities.yaml    its names and matching are kept
--     part:places/data/iso-sub...tsv  a state that may be a city as well
--     person:people/data/given...yaml  a first name is for lookup only
--     other:orgs/data/orgs.yaml       what is named there is no city here
local here, source, locales, out = table.unpack({...}, 1, 4)
local given = {select(5, ...)}
local read = dofile(here .. "/build/read.lua")
local forms = dofile(here .. "/build/forms.lua").new(here .. "/data", read)

-- A city that bears the name of a state of the same country is written down
-- from this population on.
local PART_MIN = 50000
-- Of a name that our own list has: a smaller town, when it is not the largest
-- of that name, is another one.
local OWN_MIN = 100000
-- How many other towns of one name are told.
local OTHERS_MAX = 8

local function fail(message)
    error(message, 0)
end

-- ---- what the other plugins know --------------------------

-- Entries of gazetteers that cover a whole text: text -> entry. A mark
-- between the texts keeps one from running into the next.
local function known(texts, gaz)
    local doc = assay.text(table.concat(texts, " |\n"), {annotate = false})
    local first, last = doc:column("begin"), doc:column("end")
    local starts, at = {}, 1
    for _, text in ipairs(texts) do
        starts[at] = text
        at = at + #text + 3
    end
    local found = {}
    for from, to, entry in doc:find(gaz) do
        local text = starts[first[from]]
        if text and last[to] - first[from] + 1 == #text then
            found[text] = entry
        end
    end
    doc:close()
    return found
end

-- For each role: text -> entry, of the first file that has it.
local function roles_of(texts)
    local roles = {city = {}, part = {}, person = {}, other = {}}
    for _, argument in ipairs(given) do
        local role, path = argument:match("^(%l+):(.+)$")
        if not roles[role] then
            fail("build.lua: " .. argument .. ": no such role")
        end
        local gaz, message = assay.gazetteer(path)
        if not gaz then
            fail(message)
        end
        for text, entry in pairs(known(texts, gaz)) do
            roles[role][text] = roles[role][text] or entry
        end
    end
    return roles
end

-- ---- the tables of this plugin --------------------------

local function set_of(path)
    local set = {}
    for _, row in ipairs(read.table(path)) do
        set[row[1]] = true
    end
    return set
end

local function column_of(path)
    local map = {}
    for _, row in ipairs(read.table(path)) do
        if row[2] then
            map[row[1]] = row[2]
        end
    end
    return map
end

local stop = set_of(here .. "/data/stop.txt")
local alpha3 = column_of(source .. "/codes.tsv")
local least = column_of(here .. "/data/least.tsv")

-- ---- texts --------------------------

local cities = read.cities(source .. "/cities.compiled")
local names = {
    uk = read.catalogue(locales .. "/uk/LC_MESSAGES/geonames.mo"),
    ru = read.catalogue(locales .. "/ru/LC_MESSAGES/geonames.mo"),
}

local function wanted(text)
    return utf8.len(text) and utf8.len(text) > 2 and not text:find("[%c|]")
end

local bearers = {} -- text -> list of cities
local texts = {}
for _, city in ipairs(cities) do
    city.country = alpha3[city.alpha2] or ""
    local first, list = forms:all(city, {uk = names.uk[city.id],
        ru = names.ru[city.id]})
    city.name = first
    for _, text in ipairs(list) do
        if wanted(text) then
            if not bearers[text] then
                bearers[text] = {}
                texts[#texts + 1] = text
            end
            table.insert(bearers[text], city)
        end
    end
end
table.sort(texts)
for _, list in pairs(bearers) do
    table.sort(list, function(a, b)
        if a.population ~= b.population then
            return a.population > b.population
        end
        return a.id < b.id
    end)
end

-- ---- which city, and does it annotate --------------------------

local roles = roles_of(texts)

-- The largest bearer in the country that our own list gives the text. A small
-- one is none of ours where a larger one is elsewhere: the list has no
-- Washington in the District of Columbia, but one in Utah.
local function in_country(text, country)
    for i, city in ipairs(bearers[text]) do
        if city.country == country then
            return (i == 1 or city.population >= OWN_MIN) and city or nil
        end
    end
end

-- Our own names win, for all forms of that city.
for _, text in ipairs(texts) do
    local entry = roles.city[text]
    local city = entry and entry.country and in_country(text, entry.country)
    if city then
        city.name = entry.name
    end
end

-- Towns that small are too often a person or a word.
local function is_large(text, city)
    local n = tonumber(least[city.alpha2] or least["*"])
    if text:find("[ \x80-\xff]") then
        n = n // tonumber(least["/"])
    end
    return city.population >= n
end

-- The city that a text means and the file that it goes to: nil, neither.
local function decide(text)
    local own = roles.city[text]
    if own then
        local city = own.country and in_country(text, own.country)
        return city, city and "cities"
    end
    if roles.other[text] then
        return nil
    end
    local city = bearers[text][1]
    local part = roles.part[text]
    if part then
        return city, part.country == city.country
            and city.population >= PART_MIN and "cities" or "towns"
    end
    local is_safe = is_large(text, city) and not stop[text]
        and not roles.person[text]
    return city, is_safe and "cities" or "towns"
end

-- ---- rows --------------------------

local function place(x)
    return ("%.4f"):format(x)
end

local function others(text, chosen)
    local list = {}
    for _, city in ipairs(bearers[text]) do
        if city ~= chosen and #list < OTHERS_MAX then
            list[#list + 1] = table.concat({city.country, city.admin,
                place(city.lat), place(city.lon), city.population}, "/")
        end
    end
    return table.concat(list, ";")
end

local function lowered()
    local list, back = {}, {}
    for text in pairs(roles.city) do
        list[#list + 1] = text:lower()
        back[text:lower()] = text
    end
    table.sort(list)
    return list, back
end

-- Our own lists say by `match` whether case counts; lower-case text tells.
local folded = {}
do
    local list, back = lowered()
    for _, argument in ipairs(given) do
        local path = argument:match("^city:(.+)$")
        for text in pairs(path and known(list, assay.gazetteer(path)) or {}) do
            folded[back[text]] = true
        end
    end
end

local COLUMNS = {"text", "name", "country", "admin1", "lat", "lon",
    "population", "match", "others"}
local HEAD = "# Made by plugins/cities/build.sh from the package libgeonames:\n"
    .. "# data of GeoNames (geonames.org), CC BY 4.0. Changes are lost.\n"

local files = {}
for _, file in ipairs({"cities", "towns"}) do
    files[file] = {HEAD .. table.concat(COLUMNS, "\t")}
end
for _, text in ipairs(texts) do
    local city, file = decide(text)
    if city then
        table.insert(files[file], table.concat({text, city.name, city.country,
            city.admin, place(city.lat), place(city.lon), city.population,
            folded[text] and "norm" or "exact", others(text, city)}, "\t"))
    end
end
for file, rows in pairs(files) do
    local f = assert(io.open(out .. "/" .. file .. ".tsv", "wb"))
    assert(f:write(table.concat(rows, "\n"), "\n"))
    assert(f:close())
end
