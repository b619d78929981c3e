--- Text in the user's editor, as git does it: a file in a folder of its own,
-- $VISUAL or $EDITOR by the shell, and the text that is there afterwards.
local core = require "assay.core"
local files = require "assay.files"

local editor = {}

local function quoted(path)
    return "'" .. path:gsub("'", "'\\''") .. "'"
end

--- What the user says: edit it again?
local function again(why)
    io.stderr:write(core.clean(why, "lines"), "\n")
    local answer = core.store.ask("edit it again? [Y/n] ")
    return answer ~= nil and not answer:find("^%s*[nN]")
end

--- A file that outlives us, with what was typed.
local function keep(name, text)
    local path = os.tmpname()
    os.remove(path)
    path = path .. "-" .. name
    return files.write(path, text) and path
end

--- Let the user edit a text until `accept` takes it, or they give up.
-- @tparam string name of the file, whose extension editors go by
-- @tparam string text
-- @tparam function accept takes the file's path; gives a value, or nil and
--   what is wrong
-- @return the value of accept; nil and why there is none: nothing was changed,
--   the editor failed, or the user gave up (the message says where the text is)
function editor.edit(name, text, accept)
    if core.term.width == 0 then
        return nil, "an editor needs a terminal; give the keys to change"
    end
    local made, why = core.output.folder(os.getenv "TMPDIR" or "/tmp")
    if not made then
        return nil, why
    end
    local folder <close> = made
    local path = folder:path() .. "/" .. name
    local program = os.getenv "VISUAL" or os.getenv "EDITOR" or "vi"
    local written, problem = files.write(path, text)
    while written do
        local good, how, code = os.execute(program .. " " .. quoted(path))
        local now = files.read(path)
        if not good then
            return nil, ("the editor (%s) ended with %s %d: nothing is changed")
                :format(program, how == "exit" and "code" or how, code)
        elseif not now or now == text then
            return nil, "nothing was changed"
        end
        local value, wrong = accept(path)
        if value then
            return value
        elseif not again(wrong) then
            local kept = keep(name, now)
            return nil, wrong .. (kept and "\nwhat you wrote is in " .. kept
                or "")
        end
    end
    return nil, problem
end

return editor
