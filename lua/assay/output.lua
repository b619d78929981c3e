--- Where what is printed goes: to the terminal, or to a file, plain and whole.
local core = require "assay.core"

local output = {}

local file, path -- where it goes; nil: to standard output
local screen     -- how the terminal was meanwhile

--- A file has no width and no colours, unless a width was set.
local function leave_screen()
    local term = core.term
    screen = {color = term.color, width = term.width, fixed = term.fixed}
    term.color = false
    if not term.fixed then
        term.width, term.fixed = 0, true
    end
end

local function back_to_screen()
    local term = core.term
    term.color, term.fixed = screen.color, screen.fixed
    term.width = screen.fixed and screen.width or term.screen
    screen = nil
end

--- Whether it goes to a file, and which.
function output.to()
    return path
end

--- Back to the terminal. True, or nil and what went wrong with the file.
function output.finish()
    if not file then
        return true
    end
    local was, name = file, path
    file, path = nil, nil
    io.output(io.stdout)
    back_to_screen()
    local good, why = was:close()
    if not good then
        return nil, name .. ": " .. why
    end
    return true
end

--- Send what is printed to a file from here on.
-- @tparam string to its path
-- @tparam boolean append behind what is in it; else that is replaced
-- @treturn boolean true, or nil and why not; it then goes where it went
function output.start(to, append)
    local new, why = io.open(to, append and "a" or "w")
    if not new then
        return nil, why
    end
    local good, trouble = output.finish()
    file, path = new, to
    io.output(file)
    leave_screen()
    return good, trouble
end

--- Write whole lines; long ones for a reader at a terminal by the pager.
-- Where a file cannot be written the rest goes to the terminal again.
function output.write(text)
    if not file then
        if core.page then
            core.page(text)
        else
            io.write(text, "\n")
        end
        return
    end
    local good, why = file:write(text, "\n")
    if good then
        good, why = file:flush()
    end
    if not good then
        local name = path
        output.finish()
        error(("output: %s: %s; what is printed goes to the terminal again"):format(name, why), 0)
    end
end

return output
