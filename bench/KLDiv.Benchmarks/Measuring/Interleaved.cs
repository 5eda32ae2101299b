using System.Runtime;

namespace KLDiv.Benchmarks.Measuring;

/// <summary>
/// Repeats whose contenders take turns: one sample of each, then the next round in the opposite order. What slows the machine
/// for a while then slows all of them, and nobody always comes after the same neighbour.
/// </summary>
/// <param name="Rounds">How many samples each contender has.</param>
/// <param name="SampleTime">Short calls are repeated within a sample until it lasts about as long as this, so that the clock does not matter.</param>
internal sealed record Interleaved(int Rounds, TimeSpan SampleTime)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    /// <summary>
    /// Calls the contenders until the runtime has compiled all that they call as well as it can. It does that in the background, for methods
    /// that were called 30 times since it last compiled one for the first time and 100 milliseconds went by; it is done when
    /// several rounds of calls led to nothing being compiled.
    /// </summary>
    /// <param name="contenders">What is called.</param>
    /// <param name="each">The time that each may take in a round, for calls so long that 30 of them would last too long.</param>
    public static void WarmUp(IReadOnlyList<IContender> contenders, TimeSpan each)
    {
        const int QuietRounds = 3;
        const int MostRounds = 20;
        const int Calls = 32;
        int quiet = 0;
        for (int round = 0; round < MostRounds && quiet < QuietRounds; round++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            foreach (IContender contender in contenders)
            {
                double left = each.TotalNanoseconds;
                for (int call = 0; call < Calls && left > 0; call++)
                {
                    left -= contender.Time(1);
                }
            }

            Thread.Sleep(s_pause);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    /// <returns>Nanoseconds a call, in the order of the contenders.</returns>
    public IReadOnlyList<Samples> Measure(IReadOnlyList<IContender> contenders)
    {
        long[] calls = [.. contenders.Select(CallsInASample)];
        double[][] times = [.. contenders.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                int contender = round % 2 == 0 ? turn : contenders.Count - 1 - turn;
                times[contender][round] = Sample(contenders[contender], calls[contender]);
            }
        }

        return [.. times.Select(Samples.Of)];
    }

    private static double Sample(IContender contender, long calls)
    {
        if (calls > 1)
        {
            // What a cache can hold is to be there, and threads awake, whoever came before.
            contender.Time(1);
        }

        return contender.Time(calls) / calls;
    }

    /// <summary>The number is doubled until the time of the calls can be read off the clock.</summary>
    private long CallsInASample(IContender contender)
    {
        long calls = 1;
        double time = contender.Time(calls);
        while (time < SampleTime.TotalNanoseconds / 4)
        {
            calls *= 2;
            time = contender.Time(calls);
        }

        return Math.Max(1, (long)(SampleTime.TotalNanoseconds / (time / calls)));
    }
}
