using Sinter.Cli;

return Application.Run(Terminal.OfProcess(), args);
