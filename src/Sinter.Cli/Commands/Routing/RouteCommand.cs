using System.CommandLine;

namespace Sinter.Cli;

/// <summary><c>sinter route</c>: models that mix their experts anew for every picture.</summary>
internal sealed class RouteCommand : Command
{
    public RouteCommand(Terminal terminal, Interruption interruption)
        : base("route", "Fit and run routed models (BD-Merging): every picture gets its own mixture of the experts.")
    {
        Add(new RouteFitCommand(terminal, interruption));
        Add(new RouteEvalCommand(terminal, interruption));
        Add(new RoutePredictCommand(terminal, interruption));
        Add(new RouteExplainCommand(terminal));
    }
}
