--- What messages tell to do, as it is written at the prompt: they are of the
-- command line, `assay plugin disable money', here `plugin.disable "money"'.
local spoken = {}

--- Words of the command line as arguments: `tolls --to=1.2' is
-- ("tolls", {to = "1.2"}).
local function arguments(words)
    local args, opts = {}, {}
    for word in words:gmatch("%S+") do
        local name, sign, value = word:match("^%-%-([%w-]+)(=?)(.*)$")
        if name then
            opts[#opts + 1] = ("%s = %s"):format(name:gsub("-", "_"), sign == "" and "true" or ("%q"):format(value))
        else
            args[#args + 1] = ("%q"):format(word)
        end
    end
    if #opts > 0 then
        args[#args + 1] = "{" .. table.concat(opts, ", ") .. "}"
    end
    return #args == 1 and #opts == 0 and " " .. args[1] or "(" .. table.concat(args, ", ") .. ")"
end

--- A message of the command line for the prompt.
function spoken.of(message)
    return (message:gsub("`assay plugin (%a+)([^'`\n]*)'", function(name, words)
        return "`plugin." .. name .. arguments(words) .. "'"
    end))
end

return spoken
