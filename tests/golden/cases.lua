--- Files of short texts with what must be found in them: `== NAME`, a text, and
-- lines of expectations; lines that begin with # are remarks, and a line that
-- begins with "trap" says what the obvious answer would get wrong.
local cases = {}

function cases.trim(s)
    return (s:gsub("^%s+", ""):gsub("%s+$", ""))
end

--- Parts of `s` between `by`, a plain string, trimmed.
function cases.split(s, by)
    local parts, at = {}, 1
    while true do
        local from, to = s:find(by, at, true)
        parts[#parts + 1] = cases.trim(s:sub(at, (from or 0) - 1))
        if not from then
            return parts
        end
        at = to + 1
    end
end

--- The cases of a file: {name, text, want}. `take(want, kind, rest, line)` puts
-- an expectation into `want` and says whether the line was one.
function cases.read(file, take)
    local list, case = {}, nil
    for line in io.lines(file) do
        local kind, rest = line:match("^(%a+) (.+)$")
        if line:match("^== ") then
            case = {name = line:sub(4), text = {}, want = {}}
            list[#list + 1] = case
        elseif case and kind ~= "trap" and not line:match("^#")
            and not take(case.want, kind, rest, line) then
            table.insert(case.text, line)
        end
    end
    for _, each in ipairs(list) do
        each.text = cases.trim(table.concat(each.text, "\n"))
    end
    return list
end

return cases
