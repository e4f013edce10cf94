#pragma once

// Why the daemon does something, collected while it is busy. Pure.

namespace idpsync::service {

/// What there is to do now.
struct Task
{
    bool read_configuration = false; ///< the files may have changed: read them before anything else
    bool always_pass = false;        ///< run a pass even when the files are what they were
    bool demanded = false; ///< an operator asked: what was refused or contested before is tried at once

    bool operator==(const Task&) const = default;
};

/// | trigger      | reads the files | runs a pass             | tries what is held back |
/// |--------------|-----------------|-------------------------|-------------------------|
/// | timer        | no              | yes                     | when due                |
/// | files        | yes             | when what they say is new | with new content      |
/// | reload       | yes             | yes                     | yes                     |
///
/// However many arrive while a pass runs, they become one task.
class Triggers
{
public:
    void timer()
    {
        task_.always_pass = true;
        pending_ = true;
    }

    /// Something happened in a watched directory.
    void files()
    {
        task_.read_configuration = true;
        pending_ = true;
    }

    /// SIGHUP and the like.
    void reload()
    {
        task_ = {.read_configuration = true, .always_pass = true, .demanded = true};
        pending_ = true;
    }

    [[nodiscard]] bool pending() const { return pending_; }

    /// Everything that came in since the last call, as one task.
    Task take()
    {
        const auto task = task_;
        *this = Triggers();
        return task;
    }

private:
    Task task_;
    bool pending_ = false;
};

} // namespace idpsync::service
