using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace KLDiv.Tests.Properties;

/// <summary>Checks that something holds for every draw, the same draws in every run; a failure shows the smallest draw that fails.</summary>
internal static class Property
{
    private static readonly Config s_config = Config.QuickThrowOnFailure
        .WithMaxTest(200)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_260_101UL, 1UL), FSharpOption<int>.None)));

    public static void Holds(Gen<Draw> draws, Action<Draw> property) =>
        Prop.ForAll(Arb.From(draws, Draw.Shrink), property).Check(s_config);
}
