-- The plugin `cities`: how its lists are made, what is in them, what they find.
local tap = dofile("tests/lua/tap.lua")
local here = "plugins/cities"
local read = dofile(here .. "/build/read.lua")
local forms = dofile(here .. "/build/forms.lua").new(here .. "/data", read)

-- ---- romanising --------------------------

for _, case in ipairs({
    {"Костянтинівка", "uk1", "Kostiantynivka"},
    {"Костянтинівка", "uk2", "Kostyantynivka"},
    {"Константиновка", "ru1", "Konstantinovka"},
    {"Запоріжжя", "uk1", "Zaporizhzhia"},
    {"Запоріжжя", "uk2", "Zaporizhzhya"},
    {"Куп'янськ", "uk1", "Kupiansk"},
    {"Миколаїв", "uk1", "Mykolaiv"},
    {"Миколаїв", "uk2", "Mykolayiv"},
    {"Згурівка", "uk1", "Zghurivka"},
    {"Єнакієве", "uk1", "Yenakiieve"},
    {"Николаев", "ru1", "Nikolayev"},
    {"Николаев", "ru2", "Nikolaev"},
    {"Нижний Новгород", "ru2", "Nizhny Novgorod"},
    {"Нижний Новгород", "ru1", "Nizhniy Novgorod"},
    {"Орёл", "ru1", "Oryol"},
    {"Ивано-Франковск", "ru1", "Ivano-Frankovsk"},
}) do
    tap.is(forms:romanise(case[1], case[2]), case[3],
        case[1] .. " by " .. case[2])
end
tap.is(forms:romanise("東京", "ru1"), nil, "another script is not romanised")
tap.is(forms:ascii("Īḑlib"), "Idlib", "marks go")
tap.is(forms:ascii("東京"), nil, "what is no Latin letter has no ASCII form")
tap.is(table.concat(forms:cases("Краматорськ", "uk"), " "),
    "Краматорська Краматорську Краматорськом", "case forms by ending")
tap.is(#forms:cases("Рио-де-Жанейро", "ru"), 0, "none for names of many words")

-- ---- from a library to the lists --------------------------

local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder))

local function write(name, bytes)
    local f = assert(io.open(folder .. "/" .. name, "wb"))
    f:write(bytes)
    f:close()
    return folder .. "/" .. name
end

-- The list of libgeonames as it is stored: GVariant a(sssssssudd).
local function stored(rows)
    local out, ends = "", ""
    for _, r in ipairs(rows) do
        out = out .. ("\0"):rep(-#out % 8)
        local t = string.pack("zzzzzzz", r[1], r[2], "01", r[3], r[4], "Land",
            "Zone")
        t = t .. ("\0"):rep(-#t % 4) .. string.pack("<I4", r[5])
        t = t .. ("\0"):rep(-#t % 8) .. string.pack("<dd", r[6], r[7])
        -- what stands here are the ends of the seven texts
        out = out .. t .. ("\1"):rep(7)
        ends = ends .. string.pack("<I2", #out)
    end
    return out .. ends
end

local SOURCE = stored({
    {"1", "Kostyantynivka", "Donetsk Oblast", "UA", 91259, 48.5, 37.7},
    {"2", "Springfield", "Missouri", "US", 300000, 37.2, -93.3},
    {"3", "Springfield", "Illinois", "US", 114394, 39.8, -89.6},
    {"4", "Surprise", "Arizona", "US", 900000, 33.6, -112.3},
    {"5", "Madrid", "Cundinamarca", "CO", 950000, 4.7, -74.3},
    {"6", "Biel/Bienne", "Bern", "CH", 54000, 47.1, 7.2},
    {"8", "Davidka", "Sumy", "UA", 99000, 50.9, 34.8},
    {"7", "Yenakiyeve", "Donetsk Oblast", "UA", 77000, 48.2, 38.2},
})

local function made(given)
    write("codes.tsv", "UA\tUKR\nUS\tUSA\nCO\tCOL\nCH\tCHE\n")
    local command = ("%q --no-plugins run %s/build/build.lua %s %s %s %s %s "
        .. "2>&1"):format(os.getenv("ASSAY") or "build/assay", here, here,
        folder, folder, folder, given)
    local pipe = io.popen(command)
    local said = pipe:read("a")
    local good = pipe:close()
    local rows = {}
    for _, file in ipairs({"cities", "towns"}) do
        local columns
        for _, row in ipairs(good and read.table(folder .. "/" .. file
            .. ".tsv") or {}) do
            columns = columns or row
            if row ~= columns then
                local r = {file = file}
                for i, name in ipairs(columns) do
                    r[name] = row[i]
                end
                rows[row[1]] = r
            end
        end
    end
    return rows, said
end

write("cities.compiled", SOURCE)
local own = write("own.yaml", "entries:\n  - text: Kostiantynivka\n"
    .. "    also: [Kostyantynivka]\n    name: Kostiantynivka\n"
    .. "    country: UKR\n  - text: Madrid\n    name: Madrid\n"
    .. "    country: ESP\n")
local other = write("other.yaml", "words: [Bienne]\n")
local person = write("person.yaml", "words: [Davidka]\n")
local rows, said = made("city:" .. own .. " other:" .. other .. " person:"
    .. person)
local town = rows.Kostyantynivka or {}
tap.is(town.name, "Kostiantynivka", "our own list names a city: " .. said)
tap.is(town.match, "norm", "and says how it matches")
tap.is(town.country .. " " .. town.admin1 .. " " .. town.lat .. " "
    .. town.lon .. " " .. town.population,
    "UKR Donetsk Oblast 48.5000 37.7000 91259", "the library says where")
tap.is((rows.Springfield or {}).admin1, "Missouri", "the largest of a name")
tap.is((rows.Springfield or {}).others, "USA/Illinois/39.8000/-89.6000/114394",
    "knows the others")
tap.is((rows.Surprise or {}).file, "towns", "a word is for lookup only")
tap.is((rows.Davidka or {}).file, "towns", "so is a first name")
tap.is(rows.Madrid, nil, "a name that our own list has in another country")
tap.is(rows.Bienne, nil, "a name that another plugin has")
tap.is((rows.Biel or {}).country, "CHE", "one of two names of a town")
tap.is((rows.Yenakiyeve or {}).match, "exact", "others match as written")

for _, n in ipairs({0, 1, 50, 63, 64, 100, 200, #SOURCE - 1}) do
    write("cities.compiled", SOURCE:sub(1, n))
    local _, why = made("")
    tap.ok(why:find("cities.compiled: ", 1, true),
        ("a list of %d bytes is refused in words"):format(n), why)
end
os.execute("rm -r " .. folder)

-- ---- what the build made --------------------------

local codes = {}
for i, row in ipairs(read.table("plugins/places/data/iso-countries.tsv")) do
    codes[i > 1 and row[3] or ""] = true
end
for _, code in ipairs({"TWN", "HKG", "PRI", "GUF", "REU"}) do
    tap.ok(codes[code], "a known code: " .. code)
end

local n_rows, wrong, seen = 0, nil, {}
for _, file in ipairs({"cities", "towns"}) do
    local list = read.table(here .. "/data/" .. file .. ".tsv")
    for i = 2, #list do
        local r = list[i]
        local lat, lon = tonumber(r[5]), tonumber(r[6])
        n_rows = n_rows + 1
        if #r ~= 9 or not codes[r[3]] or not lat or lat < -90 or lat > 90
            or not lon or lon < -180 or lon > 180
            or not math.tointeger(tonumber(r[7]))
            or r[8] ~= "exact" and r[8] ~= "norm" or seen[r[1]] then
            wrong = wrong or table.concat(r, "|")
        end
        seen[r[1]] = true
    end
end
tap.ok(not wrong, "rows are well formed, each text once", wrong)

-- Without the package both lists are empty, and the program works all the same.
local library = io.popen("ls /usr/lib/*/libgeonames.so.0 2>/dev/null")
local has_library = library:read("l") ~= nil
library:close()
if has_library then
    tap.ok(n_rows > 40000, "the whole world is in them", n_rows)
else
    tap.is(n_rows, 0, "no library, no rows")
end

-- ---- what is found --------------------------

local function names(text)
    local list = {}
    for _, s in ipairs(assay.text(text):spans("entity", "flat")) do
        if s.type == "LOC" then
            list[#list + 1] = s.text .. "=" .. tostring(s.name) .. "/"
                .. tostring(s.country)
        end
    end
    return table.concat(list, " ")
end

tap.is(names("Shells fell on Kostiantynivka and Lviv."),
    "Kostiantynivka=Kostiantynivka/UKR Lviv=Lviv/UKR", "towns of our own list")
for _, text in ipairs({
    "It was a nice surprise of the first order.",
    "We may go; let us hope that the reading is right.",
    "A turkey and some china stood on the table.",
    "David and Mary said most of the salt was gone.",
    "Come the summit, the men of the force deal with it.",
    "Best of all, Mayor Anderson and Bush were there.",
}) do
    tap.is(names(text), "", "no place in: " .. text)
end
if has_library then
    for text, want in pairs({
        ["Drones hit Kostyantynivka."] = "Kostyantynivka=Kostiantynivka/UKR",
        ["Russian wires say Konstantinovka."] =
            "Konstantinovka=Kostiantynivka/UKR",
        ["The road to Bila Tserkva is open."] = "Bila Tserkva=Bila Tserkva/UKR",
        ["Talks in Mekele went on."] = "Mekele=Mekelle/ETH",
        ["Обстріл Краматорська тривав."] = "Краматорська=Kramatorsk/UKR",
        ["В Белгороде взрыв."] = "Белгороде=Belgorod/RUS",
    }) do
        tap.is(names(text), want, text)
    end
    -- A text that speaks of America does not move a capital there
    local doc = assay.text("The United States and its envoys from the United States met in Vienna, an "
        .. "American said. Washington, New York and the United States agreed. They met in Paris, Texas.")
    local at = {}
    for _, rec in ipairs(doc:records("location")) do
        at[rec.name] = rec.country
    end
    tap.is(tostring(at["Vienna"]), "AUT", "a town far smaller is not meant for its country alone")
    tap.is(tostring(at["Paris"]), "USA", "but where its state stands behind it")
    doc:close()
end

tap.done()
