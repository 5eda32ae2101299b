using KLDiv.Cli.Terminal;
using YamlDotNet.RepresentationModel;

namespace KLDiv.Cli.Tests.Deploy;

/// <summary>The form of the files for Kubernetes, and what their scripts do. There is no cluster here.</summary>
public sealed class KubernetesTests : IDisposable
{
    private const string ReportFile = "report.yaml";
    private const string MergeFile = "merge.yaml";
    private const int Shards = 3;

    /// <summary>The fields that the API knows, as far as these files use it: a misspelt one would be dropped by a cluster without a word.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["Job"] = ["apiVersion", "kind", "metadata", "spec"],
        ["Job.metadata"] = ["name", "namespace", "labels", "annotations"],
        ["Job.spec"] =
        [
            "completionMode", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes", "activeDeadlineSeconds",
            "ttlSecondsAfterFinished", "podFailurePolicy", "template",
        ],
        ["Job.spec.podFailurePolicy"] = ["rules"],
        ["Job.spec.podFailurePolicy.rules"] = ["action", "onExitCodes", "onPodConditions"],
        ["Job.spec.podFailurePolicy.rules.onExitCodes"] = ["containerName", "operator", "values"],
        ["Job.spec.podFailurePolicy.rules.onPodConditions"] = ["type", "status"],
        ["Job.spec.template"] = ["metadata", "spec"],
        ["Job.spec.template.spec"] = ["restartPolicy", "automountServiceAccountToken", "enableServiceLinks", "securityContext", "containers", "volumes"],
        ["Job.spec.template.spec.securityContext"] = ["runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy", "seccompProfile"],
        ["Job.spec.template.spec.securityContext.seccompProfile"] = ["type", "localhostProfile"],
        ["Job.spec.template.spec.containers"] = ["name", "image", "command", "args", "workingDir", "securityContext", "env", "resources", "volumeMounts"],
        ["Job.spec.template.spec.containers.securityContext"] = ["allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities"],
        ["Job.spec.template.spec.containers.securityContext.capabilities"] = ["add", "drop"],
        ["Job.spec.template.spec.containers.env"] = ["name", "value", "valueFrom"],
        ["Job.spec.template.spec.containers.env.valueFrom"] = ["configMapKeyRef"],
        ["Job.spec.template.spec.containers.env.valueFrom.configMapKeyRef"] = ["name", "key"],
        ["Job.spec.template.spec.containers.resources"] = ["requests", "limits"],
        ["Job.spec.template.spec.containers.resources.requests"] = ["cpu", "memory"],
        ["Job.spec.template.spec.containers.resources.limits"] = ["cpu", "memory"],
        ["Job.spec.template.spec.containers.volumeMounts"] = ["name", "mountPath", "readOnly"],
        ["Job.spec.template.spec.volumes"] = ["name", "persistentVolumeClaim", "configMap", "emptyDir"],
        ["Job.spec.template.spec.volumes.emptyDir"] = ["medium", "sizeLimit"],
        ["Job.spec.template.spec.volumes.persistentVolumeClaim"] = ["claimName"],
        ["Job.spec.template.spec.volumes.configMap"] = ["name"],
    };

    private readonly CommandFolder _folder = new();

    public static TheoryData<string> JobFiles => [ReportFile, MergeFile];

    [Theory]
    [MemberData(nameof(JobFiles))]
    public void A_job_has_only_fields_that_the_API_knows(string file) => Assert.All(FieldsOf(Job(file), "Job"), field =>
        Assert.Contains(field.Name, Fields.GetValueOrDefault(field.Path, []), StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(JobFiles))]
    public void A_job_mounts_volumes_and_reads_settings_that_are_there(string file)
    {
        YamlMappingNode pod = At(Job(file), "spec", "template", "spec");
        YamlMappingNode container = (YamlMappingNode)Assert.Single((YamlSequenceNode)pod["containers"]);
        string[] volumes = [.. ((YamlSequenceNode)pod["volumes"]).Select(volume => Text(volume["name"]))];
        string[] mounts = [.. ((YamlSequenceNode)container["volumeMounts"]).Select(mount => Text(mount["name"]))];
        Assert.Equal<string[]>(volumes, mounts);
        Assert.Equal("Never", Text(pod["restartPolicy"]));

        YamlMappingNode settings = Settings();
        string map = Text(At(settings, "metadata")["name"]);
        YamlMappingNode variable = (YamlMappingNode)Assert.Single((YamlSequenceNode)container["env"]);
        YamlMappingNode reference = At(variable, "valueFrom", "configMapKeyRef");
        Assert.Equal(("SHARDS", map), (Text(variable["name"]), Text(reference["name"])));
        Assert.Contains(Text(reference["key"]), At(settings, "data").Children.Keys.Select(Text), StringComparer.Ordinal);
        string script = Text(((YamlSequenceNode)container["command"])[1]);
        Assert.Contains(script["/scripts/".Length..], At(settings, "data").Children.Keys.Select(Text), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(JobFiles))]
    public void A_pod_may_do_what_its_work_needs_and_nothing_else(string file)
    {
        YamlMappingNode pod = At(Job(file), "spec", "template", "spec"), user = At(pod, "securityContext");
        YamlMappingNode container = (YamlMappingNode)Assert.Single((YamlSequenceNode)pod["containers"]), rights = At(container, "securityContext");

        Assert.Equal(("false", "false"), (Text(pod["automountServiceAccountToken"]), Text(pod["enableServiceLinks"])));
        Assert.Equal("true", Text(user["runAsNonRoot"]));
        Assert.All((string[])["runAsUser", "runAsGroup", "fsGroup"], id => Assert.True(Number(user[id]) > 0, id));
        Assert.Equal("RuntimeDefault", Text(At(user, "seccompProfile")["type"]));
        Assert.Equal(("false", "true"), (Text(rights["allowPrivilegeEscalation"]), Text(rights["readOnlyRootFilesystem"])));
        Assert.Equal(["ALL"], ((YamlSequenceNode)At(rights, "capabilities")["drop"]).Select(Text), StringComparer.Ordinal);
        Assert.False(At(rights, "capabilities").Children.ContainsKey("add"));
        Assert.All(
            ((YamlSequenceNode)container["volumeMounts"]).Cast<YamlMappingNode>().Where(mount => Text(mount["name"]) is "scripts"),
            mount => Assert.Equal("true", Text(mount["readOnly"])));
    }

    [Theory]
    [MemberData(nameof(JobFiles))]
    public void A_job_ends_in_time_is_cleared_away_and_runs_an_image_that_cannot_change(string file)
    {
        YamlMappingNode spec = At(Job(file), "spec");
        YamlNode image = ((YamlSequenceNode)At(spec, "template", "spec")["containers"])[0]["image"];

        Assert.InRange(Number(spec["activeDeadlineSeconds"]), 600, 7 * 86400);
        Assert.InRange(Number(spec["ttlSecondsAfterFinished"]), 600, 7 * 86400);
        Assert.Matches("^[a-z0-9./-]+@sha256:[0-9a-f]{64}$", Text(image));
        Assert.Equal(Text(((YamlSequenceNode)At(Job(ReportFile), "spec", "template", "spec")["containers"])[0]["image"]), Text(image));
    }

    [Fact]
    public void The_image_runs_as_the_user_of_the_pods()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "deploy", "kubernetes", "Dockerfile"));
        YamlMappingNode user = At(Job(ReportFile), "spec", "template", "spec", "securityContext");

        int last = Array.FindLastIndex(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal));
        string said = Assert.Single(lines.Skip(last), line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.Equal($"USER {Text(user["runAsUser"])}:{Text(user["runAsGroup"])}", said);
    }

    [Fact]
    public void What_is_asked_for_cannot_change_under_pods_that_run() => Assert.Equal("true", Text(Settings()["immutable"]));

    [Fact]
    public void The_report_is_an_indexed_job_with_a_pod_and_tries_of_its_own_for_each_shard()
    {
        YamlMappingNode spec = At(Job(ReportFile), "spec");
        Assert.Equal("Indexed", Text(spec["completionMode"]));
        Assert.Equal(Text(At(Settings(), "data")["shards"]), Text(spec["completions"]));
        Assert.InRange(Number(spec["parallelism"]), 1, Number(spec["completions"]));
        Assert.InRange(Number(spec["backoffLimitPerIndex"]), 1, 10);
        YamlMappingNode[] rules = [.. ((YamlSequenceNode)At(spec, "podFailurePolicy")["rules"]).Cast<YamlMappingNode>()];
        Assert.Equal(("Ignore", "FailJob"), (Text(rules[0]["action"]), Text(rules[1]["action"])));
        Assert.Equal("2", Text(((YamlSequenceNode)At(rules[1], "onExitCodes")["values"])[0]));
        Assert.Equal(Text(((YamlSequenceNode)At(spec, "template", "spec")["containers"])[0]["name"]), Text(At(rules[1], "onExitCodes")["containerName"]));
    }

    [UnixFact]
    public void The_scripts_of_the_pods_make_the_report_of_a_single_run()
    {
        WriteFiles();
        RunShards();

        Assert.Equal(new Outcome(0, "", ""), RunScript("merge.sh", ("SHARDS", $"{Shards}")));
        Outcome single = _folder.Run("report", "student.safetensors", "teacher.safetensors", "--input-kind", "logits", "--target-kind", "logits", "--json");
        Assert.Equal(single.Output, File.ReadAllText(_folder.File("report/report.json")));
    }

    [UnixFact]
    public void The_merge_refuses_the_part_that_an_earlier_submission_left()
    {
        WriteFiles();
        RunShards();
        Assert.Equal(0, RunScript("merge.sh", ("SHARDS", $"{Shards}")).Status);

        // Of the next submission, over another student, one shard fails.
        WriteFiles(seed: 2);
        RunShards(except: 1);
        Outcome merge = RunScript("merge.sh", ("SHARDS", $"{Shards}"));

        Assert.Equal((1, ""), (merge.Status, merge.Output));
        Assert.Matches("^kldiv: report/part-2-of-3.safetensors: is of submission [0-9a-f]{32}, and [0-9a-f]{32} is asked for\n$", merge.Error);
        Assert.False(File.Exists(_folder.File("report/report.json")));
    }

    public void Dispose() => _folder.Dispose();

    private static YamlMappingNode[] Documents(string file)
    {
        YamlStream stream = [];
        using StreamReader reader = File.OpenText(Path.Combine(Repository.Root, "deploy", "kubernetes", file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static YamlMappingNode Job(string file) => Assert.Single(Documents(file), document => Text(document["kind"]) is "Job" && Text(document["apiVersion"]) is "batch/v1");

    private static YamlMappingNode Settings() => Assert.Single(Documents(ReportFile), document => Text(document["kind"]) is "ConfigMap" && Text(document["apiVersion"]) is "v1");

    private static YamlMappingNode At(YamlMappingNode node, params string[] path) =>
        path.Aggregate(node, (inner, key) => (YamlMappingNode)inner[key]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static int Number(YamlNode node) => int.Parse(Text(node));

    private static IEnumerable<(string Path, string Name)> FieldsOf(YamlNode node, string path) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(child => FieldsOf(child.Value, $"{path}.{Text(child.Key)}").Prepend((path, Text(child.Key)))),
        YamlSequenceNode list => list.SelectMany(item => FieldsOf(item, path)),
        _ => [],
    };

    /// <summary>Files are known by what is in them, so that their names may say another format.</summary>
    private void WriteFiles(int seed = 1)
    {
        Random random = new(seed);
        foreach (string name in new[] { "student.safetensors", "teacher.safetensors" })
        {
            _folder.Write(name, [5, 4], [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle())]);
        }
    }

    private void RunShards(int except = -1)
    {
        foreach (int index in Enumerable.Range(0, Shards).Where(index => index != except))
        {
            Assert.Equal(0, RunScript("shard.sh", ("SHARDS", $"{Shards}"), ("JOB_COMPLETION_INDEX", $"{index}")).Status);
        }
    }

    /// <summary>Runs one of the scripts as a pod does, in the folder that stands for the volume.</summary>
    private Outcome RunScript(string name, params (string Name, string Value)[] environment)
    {
        string kldiv = $"kldiv() {{ dotnet exec '{Command.Binary}' \"$@\"; }}\n";
        string scripts = Directory.CreateDirectory(_folder.File("scripts")).FullName;
        foreach ((YamlNode key, YamlNode text) in At(Settings(), "data").Children.Where(script => Text(script.Key).EndsWith(".sh", StringComparison.Ordinal)))
        {
            File.WriteAllText(Path.Combine(scripts, Text(key)), kldiv + Text(text).Replace("exec kldiv", "kldiv", StringComparison.Ordinal));
        }

        return Command.RunProgram("sh", _folder.Path, [Path.Combine(scripts, name)], environment);
    }
}
