--- What a plugin's tests are written with: test, equal, ok; `records` comes from
-- core/bind/plugin_tests.c. Runs in the sandbox of the tests, before each file,
-- with the function that takes what became of a test.
local report = ...

local SHOWN = 6 -- levels of a table in a message

local function show(value, depth)
    if type(value) == "string" then
        return ("%q"):format(value)
    elseif type(value) ~= "table" or depth > SHOWN then
        return tostring(value)
    end
    local keys, parts = {}, {}
    for key in pairs(value) do
        keys[#keys + 1] = key
    end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    for i, key in ipairs(keys) do
        parts[i] = (type(key) == "string" and key .. " = " or "") .. show(value[key], depth + 1)
    end
    return "{" .. table.concat(parts, ", ") .. "}"
end

local function same(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then
        return a == b
    end
    for key, value in pairs(a) do
        if not same(value, b[key]) then
            return false
        end
    end
    for key in pairs(b) do
        if a[key] == nil then
            return false
        end
    end
    return true
end

local function noted(note)
    return note and tostring(note) .. ": " or ""
end

--- One test: it fails with the first error in `fn`.
function test(name, fn)
    if type(name) ~= "string" or type(fn) ~= "function" then
        error("test: write test(\"what must be\", function() ... end)", 2)
    end
    local good, why = pcall(fn)
    report(name, not good and (why or "failed") or nil)
end

--- Both must be the same; tables are compared by what is in them.
function equal(got, want, note)
    if not same(got, want) then
        error(("%sgot %s, not %s"):format(noted(note), show(got, 1), show(want, 1)), 2)
    end
end

--- Must be neither false nor nil.
function ok(value, note)
    if not value then
        error(noted(note) .. "got " .. tostring(value), 2)
    end
end
