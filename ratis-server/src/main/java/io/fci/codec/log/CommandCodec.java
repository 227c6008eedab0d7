package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.GROUP;
import static io.fci.codec.log.SpecCodec.NODE;
import static io.fci.codec.log.SpecCodec.RESOURCE;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
import io.fci.proto.journal.EntryProto;
import java.util.TreeSet;

/// Commands, as entries hold them.
final class CommandCodec {
    private CommandCodec() {}

    static EntryProto.Command encode(Command command) {
        var out = EntryProto.Command.newBuilder();
        switch (command) {
            case Command.ClusterInit c -> out.setClusterInit(encode(c));
            case Command.Barrier() -> out.setBarrier(EntryProto.Barrier.getDefaultInstance());
            case Command.TimePassed(var windows) -> out.setTimePassed(EntryProto.TimePassed.newBuilder()
                    .addAllWindows(windows.stream().map(GroupName::value).toList()));
            case Command.CreateGroup c -> out.setCreateGroup(EntryProto.CreateGroup.newBuilder()
                    .setGroup(c.group().value())
                    .setSpec(SpecCodec.encode(c.spec()))
                    .addAllLabels(SpecCodec.encode(c.labels()))
                    .setDesired(SpecCodec.encode(c.desired())));
            case Command.UpdateGroup c -> out.setUpdateGroup(encode(c));
            case Command.DeleteGroup c -> {
                var delete = EntryProto.DeleteGroup.newBuilder().setGroup(c.group().value()).setForce(c.force());
                c.generation().ifPresent(delete::setGeneration);
                out.setDeleteGroup(delete);
            }
            case Command.BringOnline c -> {
                var online = EntryProto.BringOnline.newBuilder().setGroup(c.group().value());
                c.node().map(NodeName::value).ifPresent(online::setNode);
                c.generation().ifPresent(online::setGeneration);
                out.setBringOnline(online);
            }
            case Command.TakeOffline c -> {
                var offline = EntryProto.TakeOffline.newBuilder().setGroup(c.group().value());
                c.generation().ifPresent(offline::setGeneration);
                out.setTakeOffline(offline);
            }
            case Command.MoveGroup c -> out.setMoveGroup(encode(c));
            case Command.GuardUp c -> {
                var up = EntryProto.GuardUp.newBuilder()
                        .setNode(c.node().value())
                        .setGuardUuid(c.guardUuid())
                        .setPreviousIncarnation(c.previousIncarnation())
                        .setProfile(c.profile())
                        .addAllConcerns(c.concerns())
                        .addAllNetworks(c.networks());
                c.teardown().map(TeardownCodec::encode).ifPresent(up::setTeardown);
                out.setGuardUp(up);
            }
            case Command.ReportGuard c -> {
                var report = EntryProto.ReportGuard.newBuilder().setNode(c.node().value()).setGuardUuid(c.guardUuid());
                c.quiet().ifPresent(report::setQuiet);
                out.setReportGuard(report);
            }
            case Command.ReportConcerns c -> out.setReportConcerns(EntryProto.ReportConcerns.newBuilder()
                    .setNode(c.node().value())
                    .setIncarnation(c.incarnation())
                    .addAllConcerns(c.concerns()));
            case Command.NodeLost c -> out.setNodeLost(EntryProto.NodeLost.newBuilder()
                    .setNode(c.node().value())
                    .setIncarnation(c.incarnation())
                    .setEvidence(encode(c.evidence())));
            case Command.Released c -> out.setReleased(EntryProto.Released.newBuilder()
                    .setNode(c.node().value())
                    .setIncarnation(c.incarnation())
                    .setGroup(c.group().value())
                    .setEpoch(c.epoch())
                    .addAllStopped(c.stopped().stream().map(CommandCodec::encode).toList()));
            case Command.ReportResource c -> out.setReportResource(encode(c));
            case Command.ConfigureFencing c -> out.setConfigureFencing(FencingCommandCodec.encode(c));
            case Command.ActOnResource c -> out.setActOnResource(encode(c));
            case Command.ClearFailures c -> out.setClearFailures(encode(c));
            case Command.Maintain c -> out.setMaintain(HoldCodec.encode(c));
            case Command.LockResource c -> out.setLockResource(HoldCodec.encode(c));
            case Command.DrainNode c -> out.setDrainNode(ScheduleCodec.encode(c));
            case Command.ResumeNode c -> out.setResumeNode(ScheduleCodec.encode(c));
            case Command.FenceNode c -> out.setFenceNode(FencingCommandCodec.encode(c));
            case Command.FenceFailed c -> out.setFenceFailed(FencingCommandCodec.encode(c));
            case Command.FenceTested c -> out.setFenceTested(FencingCommandCodec.encode(c));
            case Command.ConfirmDown c -> out.setConfirmDown(FencingCommandCodec.encode(c));
        }
        return out.build();
    }

    static Command decode(EntryProto.Command in, At at) {
        at.known(in);
        return switch (in.getCommandCase()) {
            case CLUSTER_INIT -> decode(in.getClusterInit(), at.in("cluster_init"));
            case BARRIER -> {
                at.in("barrier").known(in.getBarrier());
                yield new Command.Barrier();
            }
            case TIME_PASSED -> {
                at.in("time_passed").known(in.getTimePassed());
                yield new Command.TimePassed(new TreeSet<>(at.in("time_passed").list("windows",
                        in.getTimePassed().getWindowsList(), SpecCodec.GROUP)));
            }
            case CREATE_GROUP -> decode(in.getCreateGroup(), at.in("create_group"));
            case UPDATE_GROUP -> decode(in.getUpdateGroup(), at.in("update_group"));
            case DELETE_GROUP -> decode(in.getDeleteGroup(), at.in("delete_group"));
            case BRING_ONLINE -> decode(in.getBringOnline(), at.in("bring_online"));
            case TAKE_OFFLINE -> decode(in.getTakeOffline(), at.in("take_offline"));
            case MOVE_GROUP -> decode(in.getMoveGroup(), at.in("move_group"));
            case GUARD_UP -> decode(in.getGuardUp(), at.in("guard_up"));
            case REPORT_GUARD -> decode(in.getReportGuard(), at.in("report_guard"));
            case REPORT_CONCERNS -> decode(in.getReportConcerns(), at.in("report_concerns"));
            case NODE_LOST -> decode(in.getNodeLost(), at.in("node_lost"));
            case RELEASED -> decode(in.getReleased(), at.in("released"));
            case REPORT_RESOURCE -> decode(in.getReportResource(), at.in("report_resource"));
            case CONFIGURE_FENCING ->
                FencingCommandCodec.decode(in.getConfigureFencing(), at.in("configure_fencing"));
            case ACT_ON_RESOURCE -> decode(in.getActOnResource(), at.in("act_on_resource"));
            case CLEAR_FAILURES -> decode(in.getClearFailures(), at.in("clear_failures"));
            case MAINTAIN -> HoldCodec.decode(in.getMaintain(), at.in("maintain"));
            case LOCK_RESOURCE -> HoldCodec.decode(in.getLockResource(), at.in("lock_resource"));
            case DRAIN_NODE -> ScheduleCodec.decode(in.getDrainNode(), at.in("drain_node"));
            case RESUME_NODE -> ScheduleCodec.decode(in.getResumeNode(), at.in("resume_node"));
            case FENCE_NODE -> FencingCommandCodec.decode(in.getFenceNode(), at.in("fence_node"));
            case FENCE_FAILED -> FencingCommandCodec.decode(in.getFenceFailed(), at.in("fence_failed"));
            case FENCE_TESTED -> FencingCommandCodec.decode(in.getFenceTested(), at.in("fence_tested"));
            case CONFIRM_DOWN -> FencingCommandCodec.decode(in.getConfirmDown(), at.in("confirm_down"));
            case COMMAND_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static EntryProto.ClusterInit encode(Command.ClusterInit init) {
        var out = EntryProto.ClusterInit.newBuilder().setClusterId(init.clusterId());
        for (var member : init.members()) {
            out.addMembers(EntryProto.ClusterInit.Member.newBuilder()
                    .setName(member.name().value())
                    .setAddresses(SpecCodec.encode(member.addresses()))
                    .setVoter(member.voter()));
        }
        return out.build();
    }

    private static Command decode(EntryProto.ClusterInit in, At at) {
        at.known(in);
        return new Command.ClusterInit(in.getClusterId(), at.list("members", in.getMembersList(), (member, place) -> {
            place.known(member);
            return new Command.ClusterInit.Member(NODE.apply(member.getName(), place.in("name")),
                    place.required("addresses", member.hasAddresses(), member.getAddresses(), SpecCodec::decode),
                    member.getVoter());
        }));
    }

    private static Command decode(EntryProto.CreateGroup in, At at) {
        at.known(in);
        return new Command.CreateGroup(group(in.getGroup(), at),
                at.required("spec", in.hasSpec(), in.getSpec(), SpecCodec::decode),
                SpecCodec.labels("labels", in.getLabelsList(), at),
                SpecCodec.decode(in.getDesired(), in.getDesiredValue(), at));
    }

    private static EntryProto.UpdateGroup encode(Command.UpdateGroup update) {
        var out = EntryProto.UpdateGroup.newBuilder()
                .setGroup(update.group().value())
                .setSpec(SpecCodec.encode(update.spec()))
                .addAllLabels(SpecCodec.encode(update.labels()))
                .setAllowDisruption(update.allowDisruption())
                .setDefer(update.defer());
        update.generation().ifPresent(out::setGeneration);
        return out.build();
    }

    private static Command decode(EntryProto.UpdateGroup in, At at) {
        at.known(in);
        return new Command.UpdateGroup(group(in.getGroup(), at),
                at.required("spec", in.hasSpec(), in.getSpec(), SpecCodec::decode),
                SpecCodec.labels("labels", in.getLabelsList(), at),
                at.natural("generation", in.hasGeneration(), in.getGeneration()), in.getAllowDisruption(),
                in.getDefer());
    }

    private static Command decode(EntryProto.DeleteGroup in, At at) {
        at.known(in);
        return new Command.DeleteGroup(group(in.getGroup(), at),
                at.natural("generation", in.hasGeneration(), in.getGeneration()), in.getForce());
    }

    private static Command decode(EntryProto.BringOnline in, At at) {
        at.known(in);
        return new Command.BringOnline(group(in.getGroup(), at), at.optional("node", in.hasNode(), in.getNode(), NODE),
                at.natural("generation", in.hasGeneration(), in.getGeneration()));
    }

    private static Command decode(EntryProto.TakeOffline in, At at) {
        at.known(in);
        return new Command.TakeOffline(group(in.getGroup(), at),
                at.natural("generation", in.hasGeneration(), in.getGeneration()));
    }

    private static EntryProto.MoveGroup encode(Command.MoveGroup move) {
        var out = EntryProto.MoveGroup.newBuilder().setGroup(move.group().value()).setPreempt(move.preempt());
        move.node().map(NodeName::value).ifPresent(out::setNode);
        move.expectedOwner().map(NodeName::value).ifPresent(out::setExpectedOwner);
        move.generation().ifPresent(out::setGeneration);
        return out.build();
    }

    private static Command decode(EntryProto.MoveGroup in, At at) {
        at.known(in);
        return new Command.MoveGroup(group(in.getGroup(), at), at.optional("node", in.hasNode(), in.getNode(), NODE),
                at.optional("expected_owner", in.hasExpectedOwner(), in.getExpectedOwner(), NODE),
                at.natural("generation", in.hasGeneration(), in.getGeneration()), in.getPreempt());
    }

    private static Command decode(EntryProto.GuardUp in, At at) {
        at.known(in);
        return new Command.GuardUp(node(in.getNode(), at), in.getGuardUuid(),
                at.natural("previous_incarnation", in.getPreviousIncarnation()), in.getProfile(), in.getConcernsList(),
                in.getNetworksList(),
                at.optional("teardown", in.hasTeardown(), in.getTeardown(), TeardownCodec::decode));
    }

    private static Command decode(EntryProto.ReportConcerns in, At at) {
        at.known(in);
        return new Command.ReportConcerns(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                in.getConcernsList());
    }

    private static EntryProto.Evidence encode(Evidence evidence) {
        var out = EntryProto.Evidence.newBuilder();
        switch (evidence) {
            case Evidence.Attests attests -> {
                var attest = EntryProto.Attests.newBuilder().setSilentMillis(attests.silentMillis());
                attests.acceptors()
                        .forEach((acceptor, incarnation) -> attest.addAcceptors(EntryProto.Attests.Attest.newBuilder()
                                .setAcceptor(acceptor.value())
                                .setIncarnation(incarnation)));
                out.setAttests(attest);
            }
            case Evidence.Fenced fenced -> out.setFenced(FencingCommandCodec.encode(fenced));
            case Evidence.Dead dead -> out.setDead(EntryProto.Dead.newBuilder().setWhy(dead.why()));
        }
        return out.build();
    }

    private static Evidence decode(EntryProto.Evidence in, At at) {
        at.known(in);
        return switch (in.getEvidenceCase()) {
            case ATTESTS -> decode(in.getAttests(), at.in("attests"));
            case DEAD -> {
                at.in("dead").known(in.getDead());
                yield new Evidence.Dead(in.getDead().getWhy());
            }
            case FENCED -> FencingCommandCodec.decode(in.getFenced(), at.in("fenced"));
            case EVIDENCE_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static Evidence decode(EntryProto.Attests in, At at) {
        at.known(in);
        return new Evidence.Attests(at.map("acceptors", in.getAcceptorsList(), (attest, place) -> {
            place.known(attest);
            return NODE.apply(attest.getAcceptor(), place.in("acceptor"));
        }, (attest, place) -> place.natural("incarnation", attest.getIncarnation())),
                at.natural("silent_millis", in.getSilentMillis()));
    }

    private static Command decode(EntryProto.ReportGuard in, At at) {
        at.known(in);
        return new Command.ReportGuard(NODE.apply(in.getNode(), at.in("node")), in.getGuardUuid(),
                at.optional("quiet", in.hasQuiet(), in.getQuiet(), At::text));
    }

    private static Command decode(EntryProto.NodeLost in, At at) {
        at.known(in);
        return new Command.NodeLost(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                at.required("evidence", in.hasEvidence(), in.getEvidence(), CommandCodec::decode));
    }

    private static Command decode(EntryProto.Released in, At at) {
        at.known(in);
        return new Command.Released(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                group(in.getGroup(), at), at.natural("epoch", in.getEpoch()),
                at.list("stopped", in.getStoppedList(), CommandCodec::decode));
    }

    private static EntryProto.Released.Stopped encode(Command.StoppedResource stopped) {
        return EntryProto.Released.Stopped.newBuilder()
                .setResource(stopped.resource().value())
                .setAttempt(stopped.attempt())
                .setElapsedMillis(stopped.elapsedMillis())
                .build();
    }

    private static Command.StoppedResource decode(EntryProto.Released.Stopped in, At at) {
        at.known(in);
        return new Command.StoppedResource(SpecCodec.RESOURCE.apply(in.getResource(), at.in("resource")),
                at.natural("attempt", in.getAttempt()), at.natural("elapsed_millis", in.getElapsedMillis()));
    }

    private static EntryProto.ReportResource encode(Command.ReportResource report) {
        var what = EntryProto.Report.newBuilder();
        switch (report.report()) {
            case Command.Report.Online() -> what.setOnline(EntryProto.Report.Online.getDefaultInstance());
            case Command.Report.Stopped() -> what.setStopped(EntryProto.Report.Stopped.getDefaultInstance());
            case Command.Report.Failed(var why) -> what.setFailed(EntryProto.Report.Failed.newBuilder().setWhy(why));
            case Command.Report.Stuck(var why) -> what.setStuck(EntryProto.Report.Stuck.newBuilder().setWhy(why));
        }
        return EntryProto.ReportResource.newBuilder()
                .setNode(report.node().value())
                .setIncarnation(report.incarnation())
                .setGroup(report.group().value())
                .setEpoch(report.epoch())
                .setResource(report.resource().value())
                .setAttempt(report.attempt())
                .setReport(what)
                .setElapsedMillis(report.elapsedMillis())
                .build();
    }

    private static Command decode(EntryProto.ReportResource in, At at) {
        at.known(in);
        return new Command.ReportResource(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                group(in.getGroup(), at), at.natural("epoch", in.getEpoch()),
                RESOURCE.apply(in.getResource(), at.in("resource")), at.natural("attempt", in.getAttempt()),
                at.required("report", in.hasReport(), in.getReport(), CommandCodec::decode),
                at.natural("elapsed_millis", in.getElapsedMillis()));
    }

    private static Command.Report decode(EntryProto.Report in, At at) {
        at.known(in);
        return switch (in.getReportCase()) {
            case ONLINE -> {
                at.in("online").known(in.getOnline());
                yield new Command.Report.Online();
            }
            case STOPPED -> {
                at.in("stopped").known(in.getStopped());
                yield new Command.Report.Stopped();
            }
            case FAILED -> {
                at.in("failed").known(in.getFailed());
                yield new Command.Report.Failed(in.getFailed().getWhy());
            }
            case STUCK -> {
                at.in("stuck").known(in.getStuck());
                yield new Command.Report.Stuck(in.getStuck().getWhy());
            }
            case REPORT_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static NodeName node(String name, At at) {
        return NODE.apply(name, at.in("node"));
    }

    private static GroupName group(String name, At at) {
        return GROUP.apply(name, at.in("group"));
    }

    private static EntryProto.ClearFailures encode(Command.ClearFailures c) {
        var out = EntryProto.ClearFailures.newBuilder().setGroup(c.group().value());
        c.resource().map(ResourceName::value).ifPresent(out::setResource);
        return out.build();
    }

    private static Command decode(EntryProto.ClearFailures in, At at) {
        at.known(in);
        return new Command.ClearFailures(SpecCodec.GROUP.apply(in.getGroup(), at.in("group")),
                at.optional("resource", in.hasResource(), in.getResource(), SpecCodec.RESOURCE));
    }

    private static EntryProto.ActOnResource encode(Command.ActOnResource c) {
        return EntryProto.ActOnResource.newBuilder()
                .setGroup(c.group().value())
                .setResource(c.resource().value())
                .setAct(switch (c.act()) {
                    case OFFLINE -> EntryProto.ActOnResource.Act.OFFLINE;
                    case ONLINE -> EntryProto.ActOnResource.Act.ONLINE;
                    case RESTART -> EntryProto.ActOnResource.Act.RESTART;
                    case FAIL -> EntryProto.ActOnResource.Act.FAIL;
                })
                .build();
    }

    private static Command decode(EntryProto.ActOnResource in, At at) {
        at.known(in);
        var act = switch (in.getAct()) {
            case OFFLINE -> Command.ActOnResource.Act.OFFLINE;
            case ONLINE -> Command.ActOnResource.Act.ONLINE;
            case RESTART -> Command.ActOnResource.Act.RESTART;
            case FAIL -> Command.ActOnResource.Act.FAIL;
            case ACT_UNSPECIFIED, UNRECOGNIZED -> throw at.in("act").wrong("unknown value " + in.getActValue());
        };
        return new Command.ActOnResource(SpecCodec.GROUP.apply(in.getGroup(), at.in("group")),
                SpecCodec.RESOURCE.apply(in.getResource(), at.in("resource")), act);
    }
}
