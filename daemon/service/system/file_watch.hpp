#pragma once

// Tells that files may have changed. What they say now is for the listener to read and compare: editors,
// configuration management and kubelets replace files in many ways, and most of what happens in a directory
// means nothing.

#include "net/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::service {

class FileWatch
{
public:
    virtual ~FileWatch() = default;

    /// From now on these paths (absolute; files and directories, there or not) count, and no others.
    virtual void watch(std::vector<std::string> paths) = 0;

    /// Why changes are noticed late; empty when they are noticed at once.
    [[nodiscard]] virtual std::string problem() const { return {}; }
};

/// By inotify on the directories, so that a file that is replaced, or a link that is turned, is seen. A
/// change is told once nothing has happened for 250 ms, at the latest 2 s after it began. Where inotify
/// fails (its limits, a file system without it), the files are looked at every 10 s instead. Without changes
/// and with inotify nothing wakes the process.
class InotifyWatch final : public FileWatch
{
public:
    /// `changed` is called on `executor`, never from within watch(). `clock` must outlive every handler of
    /// `executor`. `may_use_inotify`: false leaves it to looking every 10 s.
    InotifyWatch(boost::asio::any_io_executor executor, net::Clock& clock, std::function<void()> changed,
                 bool may_use_inotify = true);
    ~InotifyWatch() override;
    InotifyWatch(const InotifyWatch&) = delete;
    InotifyWatch& operator=(const InotifyWatch&) = delete;

    void watch(std::vector<std::string> paths) override;

    [[nodiscard]] std::string problem() const override;

private:
    class Impl;
    std::shared_ptr<Impl> impl_; // its coroutines hold it too
};

} // namespace idpsync::service
