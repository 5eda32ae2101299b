using KLDiv.Benchmarks.Labels;
using KLDiv.Benchmarks.Pictures;

namespace KLDiv.Benchmarks;

/// <summary>Measures how well distributions are predicted, and how well a known one is recovered: the tables and pictures of docs/label-distributions.md.</summary>
internal sealed class DistributionsCommand : ICommand
{
    public string Name => "distributions";

    public string Arguments => "--page FILE --recovery FILE.svg --calibration FILE.svg [--data FOLDER]";

    /// <returns>1 where a figure is not as published.</returns>
    public int Run(string[] arguments)
    {
        string[] names = ["--page", "--recovery", "--calibration", "--data"];
        if (Options.Parse(this, arguments, flags: [], names) is not { } options || !options.AreThere("--page"))
        {
            return 2;
        }

        if (options.Value("--page") is not { } page || options.Value("--recovery") is not { } recovery || options.Value("--calibration") is not { } calibration)
        {
            Console.Error.WriteLine($"Usage: {Name} {Arguments}");
            return 2;
        }

        Recovery[] recoveries = Recovery.Measure();
        File.WriteAllText(recovery, RecoveryPicture.Write(recoveries));
        Calibration[] calibrations = Calibration.Measure();
        File.WriteAllText(calibration, CalibrationPicture.Write(calibrations));
        File.WriteAllText(page, Calibration.Write(Recovery.Write(File.ReadAllText(page), recoveries), calibrations));
        return options.Value("--data") is { } data ? MeasureSets(data, page) : 0;
    }

    private static int MeasureSets(string folder, string page)
    {
        List<LabelRow> rows = [];
        foreach (LabelSet set in LabelSet.All(folder))
        {
            using (set)
            {
                Console.Error.WriteLine(set.Name);
                rows.Add(LabelRow.Measure(set));
            }
        }

        File.WriteAllText(page, LabelTables.Write(File.ReadAllText(page), rows));
        string[] departures = [.. rows.SelectMany(row => row.Departures())];
        foreach (string departure in departures)
        {
            Console.Error.WriteLine(departure);
        }

        return departures.Length == 0 ? 0 : 1;
    }
}
