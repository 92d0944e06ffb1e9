@echo off
rem Double-clic sous Windows : execute les douze carnets de Penny, puis ouvre les pages dans le navigateur.
chcp 65001 >nul
cd /d "%~dp0"
title Penny
rem Les certificats de Windows : necessaire derriere le proxy de beaucoup d'entreprises.
set DENO_TLS_CA_STORE=system,mozilla
set NODE_USE_SYSTEM_CA=1

where npx.cmd >nul 2>nul
if errorlevel 1 goto sansnode

echo [INFO] Penny exécute les douze carnets. La première fois, le téléchargement peut durer quelques minutes.
call npx.cmd -y deno@2.9.6 task run-all --open
set STATUT=%ERRORLEVEL%
echo.
if "%STATUT%"=="0" (
  echo [OK] Terminé. Les pages sont dans le dossier outputs\latest.
) else (
  echo [ERREUR] L'exécution s'est arrêtée avec le statut %STATUT% ; le message ci-dessus dit pourquoi.
)
goto fin

:sansnode
set STATUT=2
echo [ERREUR] Impossible de lancer « Penny » : Node.js n'est pas installé sur cet ordinateur ;
echo          installez la version LTS depuis https://nodejs.org puis double-cliquez de nouveau sur demarrer.cmd.

:fin
echo.
pause
exit /b %STATUT%
