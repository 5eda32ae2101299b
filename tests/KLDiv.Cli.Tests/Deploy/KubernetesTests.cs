using KLDiv.Cli.Terminal;
using YamlDotNet.RepresentationModel;

namespace KLDiv.Cli.Tests.Deploy;

/// <summary>The form of the files for Kubernetes, and what their scripts do. There is no cluster here.</summary>
public sealed class KubernetesTests : IDisposable
{
    private const string ReportFile = "report.yaml";
    private const string MergeFile = "merge.yaml";

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
        ["Job.spec.template.spec"] = ["restartPolicy", "containers", "volumes"],
        ["Job.spec.template.spec.containers"] = ["name", "image", "command", "args", "workingDir", "env", "resources", "volumeMounts"],
        ["Job.spec.template.spec.containers.env"] = ["name", "value", "valueFrom"],
        ["Job.spec.template.spec.containers.env.valueFrom"] = ["configMapKeyRef"],
        ["Job.spec.template.spec.containers.env.valueFrom.configMapKeyRef"] = ["name", "key"],
        ["Job.spec.template.spec.containers.resources"] = ["requests", "limits"],
        ["Job.spec.template.spec.containers.resources.requests"] = ["cpu", "memory"],
        ["Job.spec.template.spec.containers.resources.limits"] = ["cpu", "memory"],
        ["Job.spec.template.spec.containers.volumeMounts"] = ["name", "mountPath", "readOnly"],
        ["Job.spec.template.spec.volumes"] = ["name", "persistentVolumeClaim", "configMap"],
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
        const int Shards = 3;
        Random random = new(1);
        // Files are known by what is in them.
        foreach (string name in new[] { "student.safetensors", "teacher.safetensors" })
        {
            _folder.Write(name, [5, 4], [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle())]);
        }

        for (int index = 0; index < Shards; index++)
        {
            Assert.Equal(new Outcome(0, "", ""), RunScript("shard.sh", ("SHARDS", $"{Shards}"), ("JOB_COMPLETION_INDEX", $"{index}")));
        }

        Assert.Equal(new Outcome(0, "", ""), RunScript("merge.sh", ("SHARDS", $"{Shards}")));
        Outcome single = _folder.Run("report", "student.safetensors", "teacher.safetensors", "--input-kind", "logits", "--target-kind", "logits", "--json");
        Assert.Equal(single.Output, File.ReadAllText(_folder.File("report/report.json")));
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

    /// <summary>Runs one of the scripts as a pod does, in the folder that stands for the volume.</summary>
    private Outcome RunScript(string name, params (string Name, string Value)[] environment)
    {
        string kldiv = $"kldiv() {{ dotnet exec '{Command.Binary}' \"$@\"; }}\n";
        string script = Text(At(Settings(), "data")[name]).Replace("exec kldiv", "kldiv", StringComparison.Ordinal);
        File.WriteAllText(_folder.File(name), kldiv + script);
        return Command.RunProgram("sh", _folder.Path, [name], environment);
    }
}
